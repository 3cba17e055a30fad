import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { closeSync, openSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { destroyTree, killTree, signalTree } from "./kill-tree.ts";
import { isAlive } from "../../rules/process-row.ts";
import { readCommandLine, readProcess, readProcessTable } from "./process-table.ts";
import { EXECUTION_MARKER } from "../../rules/executions/unattended.ts";
import type { TreeRoot } from "./process-tree.ts";

/** What a process of a tree may do to get away; each ends in a sleep that its length tells from all others. */
const SHAPES: readonly ((sleep: string) => string)[] = [
  (sleep) => `${sleep} & wait`,
  (sleep) => `setsid ${sleep} & wait`,
  (sleep) => `(setsid ${sleep} &) & ${sleep}`,
  (sleep) => `trap '' TERM; (trap '' TERM; ${sleep}) & wait; ${sleep}`,
  (sleep) => `${sleep} & while ! grep -q ^sleep /proc/$!/cmdline; do :; done; kill -STOP $!; wait`,
  (sleep) => `setsid sh -c "trap '' TERM HUP; ${sleep} & ${sleep}" & ${sleep}`,
  (sleep) => `for i in 1 2 3; do (setsid sh -c "${sleep} & ${sleep}" &); done; ${sleep}`,
  (sleep) => `(env -i PATH="$PATH" setsid ${sleep} &) & ${sleep}`,
];

/** How many sleeps all shapes together have while nobody ends any. */
const SLEEPS = 18;

/** A longer run: `CODER_KILL_TRIALS=1000 node --test src/agent/processes/kill-tree.test.ts`; the seed repeats one. */
const TRIALS = Number(process.env["CODER_KILL_TRIALS"] ?? 40);
const SEED = Number(process.env["CODER_KILL_SEED"] ?? 5);
const AT_ONCE = 10;

describe("killing a process tree", { skip: process.platform === "linux" ? false : "reads /proc" }, () => {
  let dir = "";
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "tree-"));
  });
  after(async () => {
    await rm(dir, { recursive: true });
  });

  it(`leaves no survivor and hits nobody else, in ${TRIALS} random trials of seed ${SEED}`, async () => {
    const random = randomOf(SEED);
    await using bystanders = await plantBystanders(dir);
    for (let number = 0; number < TRIALS; number += AT_ONCE) {
      const numbers = Array.from(
        { length: Math.min(AT_ONCE, TRIALS - number) },
        (_, index) => number + index,
      );
      await Promise.all(numbers.map(async (one) => await trial(dir, one, random)));
    }
    bystanders.demandUnhurt();
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

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function trial(dir: string, number: number, random: () => number): Promise<void> {
  const sleep = `sleep ${100_000 + number}.${process.pid}`;
  const [shapeAt, wait, isHard] = [random(), random() * 30, random() < 0.5];
  const shape = SHAPES[Math.floor(shapeAt * SHAPES.length)] ?? ((text: string) => text);
  await using tree = await plant(dir, `trial-${number}`, shape(sleep));
  await delay(wait);
  const isGone = await (isHard ? destroyTree(tree.root) : killTree(tree.root, 50));
  const left = readProcessTable().filter((row) => isAlive(row) && readCommandLine(row.pid).includes(sleep));
  assert.deepEqual([isGone, left], [true, []], shape(sleep));
}

/** Trees of the same shapes that nobody kills; they note every signal that can be noted. */
async function plantBystanders(dir: string) {
  const length = `200000.${process.pid}`;
  const note = (name: string) =>
    `for s in HUP INT TERM CONT; do trap "echo $s >>${dir}/hits-${name}" $s; done`;
  // Also when they do not come up: what is left would keep the test's process from ending.
  await using stack = new AsyncDisposableStack();
  await Promise.all(
    SHAPES.map(async (shape, index) => {
      const name = `bystander-${index}`;
      stack.use(await plant(dir, name, `${note(name)}; echo up; (${shape(`sleep ${length}`)}); wait`));
    }),
  );
  const own = () =>
    readProcessTable()
      .filter(({ pid }) => readCommandLine(pid) === `sleep ${length}`)
      .map(({ pid, start, state }) => `${pid} ${start} ${state}`)
      .toSorted();
  await until(() => own().length === SLEEPS);
  const unhurt = own();
  const planted = stack.move();
  return {
    demandUnhurt: () => {
      assert.deepEqual(own(), unhurt);
      assert.deepEqual(
        readdirSync(dir).filter((name) => name.startsWith("hits-")),
        [],
      );
    },
    [Symbol.asyncDispose]: async () => await planted.disposeAsync(),
  };
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
  const limit = performance.now() + 30_000;
  while (!isSo()) {
    assert(performance.now() < limit, "never came");
    await delay(5);
  }
}
