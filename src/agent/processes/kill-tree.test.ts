import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { closeSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { destroyTree, killTree, signalTree } from "./kill-tree.ts";
import { isAlive, readCommandLine, readProcess, readProcessTable } from "./process-table.ts";
import { EXECUTION_MARKER } from "./process-tree.ts";
import type { TreeRoot } from "./process-tree.ts";

/** What a process of a tree may do to get away; each ends in a sleep that its length tells from all others. */
const SHAPES: readonly ((sleep: string) => string)[] = [
  (sleep) => `${sleep} & wait`,
  (sleep) => `setsid ${sleep} & wait`,
  (sleep) => `(setsid ${sleep} &) & ${sleep}`,
  (sleep) => `trap '' TERM; (trap '' TERM; ${sleep}) & wait; ${sleep}`,
  (sleep) => `${sleep} & kill -STOP $!; wait`,
  (sleep) => `setsid sh -c "trap '' TERM HUP; ${sleep} & ${sleep}" & ${sleep}`,
  (sleep) => `for i in 1 2 3; do (setsid sh -c "${sleep} & ${sleep}" &); done; ${sleep}`,
  (sleep) => `(env -i PATH="$PATH" setsid ${sleep} &) & ${sleep}`,
];

describe("killing a process tree", { skip: process.platform === "linux" ? false : "reads /proc" }, () => {
  let dir = "";
  let bystander: ChildProcess;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "tree-"));
    bystander = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
    await once(bystander, "spawn");
  });
  after(async () => {
    bystander.kill("SIGKILL");
    await rm(dir, { recursive: true });
  });

  it("leaves no survivor and hits nobody else, in a hundred random trials", async () => {
    for (let batch = 0; batch < 10; batch += 1) {
      await Promise.all(Array.from({ length: 10 }, (_, index) => trial(dir, batch * 10 + index)));
    }
    assert.equal(bystander.exitCode ?? bystander.signalCode, null);
  });

  it("lets processes end in their own way before the time of grace is over", async () => {
    await using tree = await plant(
      dir,
      "grace",
      "trap 'sleep 0.1; echo bye; exit' TERM; echo up; while :; do sleep 0.01; done",
    );
    const output = () => readFileSync(join(tree.root.dir, "output"), "utf8");
    await until(() => output() === "up\n");

    assert.equal(await killTree(tree.root, 5000), true);
    assert.match(output(), /bye\n$/);
  });

  it("sends a signal to all of it, stopped ones too", async () => {
    await using tree = await plant(
      dir,
      "signal",
      "trap 'echo hup; exit' HUP; sleep 0.01 & wait; while :; do sleep 0.01; done",
    );
    await until(() => signalTree(tree.root, "SIGHUP") > 0);
    await once(tree.child, "exit");
  });
});

async function trial(dir: string, number: number): Promise<void> {
  const sleep = `sleep ${100_000 + number}.${process.pid}`;
  const shape = SHAPES[Math.floor(Math.random() * SHAPES.length)] ?? ((text: string) => text);
  await using tree = await plant(dir, `trial-${number}`, shape(sleep));
  await delay(Math.random() * 30);
  const isGone = await (Math.random() < 0.5 ? destroyTree(tree.root) : killTree(tree.root, 50));
  const left = readProcessTable().filter((row) => isAlive(row) && readCommandLine(row.pid).includes(sleep));
  assert.deepEqual([isGone, left], [true, []], shape(sleep));
}

interface Tree extends AsyncDisposable {
  readonly root: TreeRoot;
  readonly child: ChildProcess;
}

/** A shell that spares itself, as a wrapper does, around `command`. */
async function plant(parent: string, name: string, command: string): Promise<Tree> {
  const dir = await mkdtemp(join(parent, name));
  const output = openSync(join(dir, "output"), "a");
  const script = `trap : HUP TERM; (exec sh -c "$1"); exit 0`;
  const env = { PATH: process.env["PATH"], [EXECUTION_MARKER]: `${process.pid}-${name}` };
  const child = spawn("/bin/sh", ["-c", script, name, command], {
    env,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const exit = once(child, "exit");
  await once(child, "spawn");
  const wrapperPid = child.pid ?? null;
  const root = { executionId: `${process.pid}-${name}`, dir, wrapperPid, isTerminal: false };
  return {
    root,
    child,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await destroyTree(root);
      await exit;
      assert.equal(wrapperPid === null ? undefined : readProcess(wrapperPid), undefined);
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  const limit = performance.now() + 5000;
  while (!isSo()) {
    assert(performance.now() < limit, "never came");
    await delay(5);
  }
}
