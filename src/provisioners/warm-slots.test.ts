import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { TestContext } from "node:test";
import { detectSandbox } from "./detect-sandbox.ts";
import { listProcesses } from "./list-processes.ts";
import { createLocal } from "./local.ts";
import type { BuildJob } from "./provisioner.ts";
import type { Sandbox } from "./sandbox-argv.ts";
import { readTemplate } from "./template-file.ts";

/** Waits as an agent does, says in its home what it sees, and runs what `~/do` says. */
const STAND_IN = `
[ -e "$CODER_AGENT_CONFIG_FILE" ] || read -r _ || exit 0
{ id -u; hostname; ls -A /tmp; } >"$HOME/seen"
cat "$CODER_AGENT_CONFIG_FILE" >"$HOME/config"
: >"$HOME/ready"
while :; do
  if [ -f "$HOME/do" ]; then mv "$HOME/do" "$HOME/doing"; . "$HOME/doing"; mv "$HOME/doing" "$HOME/done"; fi
  sleep 0.01
done
`;

const spec = readTemplate(new Map([["template.yaml", Buffer.from("")]]), { agents: "main" });
const detected = await detectSandbox();
const SANDBOXES: readonly Sandbox[] = [
  detected,
  ...(detected.kind === "bubblewrap" && detected.identity === "own-uid"
    ? [{ kind: "bubblewrap", identity: "user-namespace" } as const]
    : []),
];

function buildOf(id: string = crypto.randomUUID(), name = "main") {
  const lines: string[] = [];
  const [agent] = spec.agents;
  assert(agent !== undefined);
  const job: BuildJob = {
    workspace: {
      id,
      name: "dev",
      ownerId: crypto.randomUUID(),
      ownerName: "ann",
      buildId: crypto.randomUUID(),
    },
    spec,
    files: async () => new Map(),
    parameters: {},
    agents: [{ id: crypto.randomUUID(), token: `token-of-${id}`, spec: { ...agent, name } }],
    accessUrl: "http://127.0.0.1:3000",
    log: (_level, _stage, output) => lines.push(output),
    signal: new AbortController().signal,
  };
  return { id, job, lines };
}

for (const sandbox of SANDBOXES) {
  if (sandbox.kind === "none") {
    it("keeps no slots without a sandbox", async (t) => {
      const { local, root } = await open(t, sandbox);
      const { job, lines } = buildOf();
      await local.start(job);
      assert.ok(lines.includes("launched agent main"));
      await local.delete(job);
      assert.deepEqual(await slotsIn(root), []);
    });
    continue;
  }
  describe(`slots with ${sandbox.identity}`, () => {
    it("are taken by a first start, which looks like any other", async (t) => {
      const { local, root } = await open(t, sandbox);
      const slot = await slotIn(root);
      const slotUid = (await stat(join(root, slot, "home"))).uid;
      const { id, job, lines } = buildOf();
      const [resource] = await local.start(job);
      assert.ok(lines.includes("agent main was ready"), lines.join("\n"));
      const home = join(root, id, "home");
      await appears(join(home, "ready"));
      assert.equal(resource?.metadata.find(({ key }) => key === "home")?.value, home);
      assert.deepEqual(JSON.parse(await readFile(join(home, "config"), "utf8")), {
        CODER_AGENT_URL: "http://127.0.0.1:3000",
        CODER_AGENT_TOKEN: `token-of-${id}`,
        CODER_WORKSPACE_ID: id,
      });
      const isOwn = sandbox.identity === "own-uid";
      assert.equal(await readFile(join(home, "seen"), "utf8"), `${isOwn ? slotUid : 1000}\nworkspace\n`);
      assert.equal((await stat(join(root, id, "run/config/main.json"))).mode & 0o777, 0o600);
      if (isOwn) assert.equal(await readFile(join(root, "uids", String(slotUid)), "utf8"), id);
      await assert.rejects(stat(join(root, slot)), { code: "ENOENT" });

      await rm(join(home, "ready"));
      await writeFile(join(home, "do"), "kill -9 $$", { mode: 0o755 });
      await appears(join(home, "ready"));
      assert.match(await readFile(join(root, id, "run/logs/main.log"), "utf8"), /ended with code 137/);

      await local.stop(job);
      assert.deepEqual(await processesOf(slot), []);
      await rm(join(home, "ready"));
      await local.start(job);
      await appears(join(home, "ready"));
      assert.equal((await stat(home)).uid, slotUid);
      await local.delete(job);
      await local.close();
      assert.deepEqual(await leftIn(root), []);
    });

    it("serve one start each: the others start on their own", async (t) => {
      const { local, root } = await open(t, sandbox);
      await slotIn(root);
      const builds = [buildOf(), buildOf(), buildOf(undefined, "other")];
      await Promise.all(builds.map(({ job }) => local.start(job)));
      for (const { id } of builds) await appears(join(root, id, "home/ready"));
      const ready = builds.filter(({ lines }) => lines.includes("agent main was ready"));
      assert.equal(ready.length, 1);
      const uids = await Promise.all(builds.map(({ id }) => readFile(join(root, id, "home/seen"), "utf8")));
      assert.equal(new Set(uids).size, sandbox.identity === "own-uid" ? 3 : 1);
      await slotIn(root);
      await Promise.all(builds.map(({ job }) => local.delete(job)));
    });

    it("that died are not taken", async (t) => {
      const { local, root } = await open(t, sandbox);
      const slot = await slotIn(root);
      const [agent] = await processesOf(slot, "stand-in.sh");
      assert.ok(agent !== undefined);
      process.kill(agent, "SIGKILL");
      await gone(slot);
      const { id, job, lines } = buildOf();
      await local.start(job);
      assert.ok(lines.includes("launched agent main"), lines.join("\n"));
      await appears(join(root, id, "home/ready"));
      await assert.rejects(stat(join(root, slot)), { code: "ENOENT" });
      await local.delete(job);
    });

    it("end and go with their deployment", async (t) => {
      const { local, root } = await open(t, sandbox);
      const slot = await slotIn(root);
      assert.notDeepEqual(await processesOf(slot), []);
      await local.close();
      assert.deepEqual(await processesOf(slot), []);
      assert.deepEqual(await leftIn(root), []);
    });

    it("that are being prepared go with their deployment too", async (t) => {
      const { local, root } = await open(t, sandbox);
      const slot = await until("a place", async () => (await slotsIn(root))[0]);
      await local.close();
      assert.deepEqual(await processesOf(slot), []);
      assert.deepEqual(await leftIn(root), []);
    });

    it("of a killed deployment end by themselves and are removed by the next", async (t) => {
      const { root, options } = await open(t, sandbox, { slots: 0 });
      const source = `
        import { createLocal } from ${JSON.stringify(new URL("local.ts", import.meta.url))};
        const warm = { slots: 1, firstMs: 0, nextMs: 0, onError: (error) => console.error(error) };
        createLocal({ ...${JSON.stringify(options)}, warm });
        setInterval(() => undefined, 1000);`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: "inherit" });
      const slot = await slotIn(root);
      child.kill("SIGKILL");
      await once(child, "exit");
      await gone(slot);
      await mkdir(join(root, "uids"), { recursive: true });
      await writeFile(join(root, "uids", "1900000000"), `warm-${crypto.randomUUID()}`);
      const next = createLocal({ ...options, warm: timing(1) });
      t.after(() => next.close());
      assert.notEqual(await slotIn(root, (name) => name !== slot), slot);
      await next.close();
      assert.deepEqual(await leftIn(root), []);
    });
  });
}

async function open(t: TestContext, sandbox: Sandbox, { slots = 1 } = {}) {
  const dir = await mkdtemp(join(tmpdir(), "warm-test-"));
  const root = join(dir, "workspaces");
  const script = join(dir, "agent/stand-in.sh");
  await mkdir(join(dir, "agent"));
  await writeFile(script, STAND_IN, { mode: 0o644 });
  const options = { root, agentCommand: ["/bin/sh", script], agentFiles: [join(dir, "agent")], sandbox };
  const local = createLocal({ ...options, warm: timing(slots) });
  t.after(async () => {
    await local.close();
    await rm(dir, { recursive: true, force: true });
  });
  return { local, root, options };
}

const failures: unknown[] = [];
const timing = (slots: number) => ({
  slots,
  firstMs: 0,
  nextMs: 0,
  onError: (error: unknown) => void failures.push(error),
});
after(() => assert.deepEqual(failures, []));

async function slotsIn(root: string): Promise<string[]> {
  return (await readdir(root)).filter((name) => name.startsWith("warm-"));
}

/** The slot that is ready. */
async function slotIn(root: string, isMeant: (name: string) => boolean = () => true): Promise<string> {
  return await until("a slot", async () => {
    for (const name of (await slotsIn(root)).filter(isMeant)) {
      if ((await stat(join(root, name, "run/launched.json"))).isFile()) {
        if ((await processesOf(name, "stand-in.sh")).length > 0) return name;
      }
    }
    return undefined;
  });
}

/** Places and claims. */
async function leftIn(root: string): Promise<string[]> {
  const names = await readdir(root);
  return [...names.filter((name) => name !== "uids"), ...(await readdir(join(root, "uids")))];
}

/** Those that were started with the id in their environment; with `word`, those that have it as their last argument. */
async function processesOf(id: string, word = ""): Promise<number[]> {
  const pids: number[] = [];
  for (const { pid, isMarked } of await listProcesses(`CODER_WORKSPACE_ID=${id}`)) {
    const line = isMarked ? await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "") : "";
    const args = line.split("\0");
    if (isMarked && (word === "" || (args.at(-2)?.endsWith(word) && args.length === 3))) pids.push(pid);
  }
  return pids;
}

async function gone(id: string): Promise<void> {
  await until("the end of all", async () => ((await processesOf(id)).length === 0 ? true : undefined));
}

async function appears(path: string): Promise<void> {
  await until(path, () => stat(path));
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 10_000; ;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > end) assert.fail(`${what}: not in time`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
