import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { detectSandbox } from "./detect-sandbox.ts";
import { listProcesses } from "./list-processes.ts";
import { createLocal } from "./local.ts";
import type { BuildJob } from "./provisioner.ts";
import type { Sandbox } from "./sandbox-argv.ts";
import { readTemplate } from "./template-file.ts";

/**
 * A stand-in for the agent: writes what it sees to its home, then obeys `~/do`, a script that it sources each time it
 * appears, until the workspace ends.
 */
const STAND_IN = `
[ -e "$CODER_AGENT_CONFIG_FILE" ] || read -r _ || exit 0
env | sort >"$HOME/env"
cat "$CODER_AGENT_CONFIG_FILE" >"$HOME/config"
id -u >"$HOME/uid"
readlink /proc/self/ns/pid >"$HOME/pidns"
echo "agent speaks"
: >"$HOME/ready"
while :; do
  if [ -f "$HOME/do" ]; then mv "$HOME/do" "$HOME/doing"; . "$HOME/doing"; mv "$HOME/doing" "$HOME/done"; fi
  sleep 0.01
done
`;

const spec = readTemplate(new Map([["template.yaml", Buffer.from("")]]), { agents: "main" });

interface Build {
  readonly job: BuildJob;
  readonly lines: string[];
}

function buildOf(id: string, signal = new AbortController().signal): Build {
  const lines: string[] = [];
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
    agents: spec.agents.map((agent) => ({ id: crypto.randomUUID(), token: "secret-token", spec: agent })),
    accessUrl: "http://127.0.0.1:3000",
    log: (level, _stage, output) => lines.push(`${level} ${output}`),
    signal,
  };
  return { job, lines };
}

const detected = await detectSandbox();
const SANDBOXES: readonly Sandbox[] = [
  ...(detected.kind === "none" ? [] : [detected]),
  ...(detected.kind === "bubblewrap" && detected.identity === "own-uid"
    ? [{ kind: "bubblewrap", identity: "user-namespace" } as const]
    : []),
  { kind: "none", reason: "bwrap is not installed (apt-get install bubblewrap)" },
];

for (const sandbox of SANDBOXES) {
  const isBoxed = sandbox.kind === "bubblewrap";
  describe(`the local provisioner with ${isBoxed ? sandbox.identity : "no sandbox"}`, () => {
    let dir = "";
    let root = "";
    const used = new Set<string>();
    const create = () => {
      const script = join(dir, "agent/stand-in.sh");
      return createLocal({
        root,
        agentCommand: ["/bin/sh", script],
        agentFiles: [join(dir, "agent")],
        sandbox,
      });
    };
    const started = async (local = create()) => {
      const id = crypto.randomUUID();
      used.add(id);
      const { job, lines } = buildOf(id);
      const resources = await local.start(job);
      const home = join(root, id, "home");
      await appears(join(home, "ready"));
      return { local, id, job, lines, resources, home };
    };

    before(async () => {
      dir = await mkdtemp(join(tmpdir(), "local-test-"));
      root = join(dir, "workspaces");
      await chmod(dir, 0o700);
      await mkdir(join(dir, "agent"));
      await writeFile(join(dir, "agent/stand-in.sh"), STAND_IN, { mode: 0o644 });
    });
    after(async () => {
      await Promise.all([...used].map((id) => create().delete(buildOf(id).job)));
      await rm(dir, { recursive: true, force: true });
    });

    it("starts the agent with its own environment and nothing of the deployment's", async () => {
      process.env["LEAKED_SECRET"] = "leaked";
      const { home, id } = await started();
      delete process.env["LEAKED_SECRET"];
      const names = (await text(join(home, "env"))).split("\n");
      const env = Object.fromEntries(names.map((line) => line.split("=", 2)));
      const config: unknown = JSON.parse(await text(join(home, "config")));
      assert.deepEqual(config, {
        CODER_AGENT_URL: "http://127.0.0.1:3000",
        CODER_AGENT_TOKEN: "secret-token",
        CODER_WORKSPACE_ID: id,
      });
      assert.equal(env["CODER_WORKSPACE_ID"], id);
      assert.equal(env["HOME"], isBoxed ? "/home/coder" : home);
      for (const shellMade of ["PWD", "OLDPWD", "SHLVL", "_"]) delete env[shellMade];
      assert.deepEqual(Object.keys(env).toSorted(), [
        "CODER_AGENT_CONFIG_FILE",
        "CODER_AGENT_LOG_LIMIT",
        "CODER_WORKSPACE_ID",
        "HOME",
        "LANG",
        "PATH",
        "SHELL",
        "USER",
      ]);
    });

    it("says what the sandbox is, in the resource and in the log", async () => {
      const { resources, lines, home } = await started();
      const [resource] = resources;
      assert.deepEqual(resource?.agents, ["main"]);
      const metadata = Object.fromEntries(resource.metadata.map(({ key, value }) => [key, value]));
      assert.equal(metadata["home"], home);
      const line = lines.find((one) => one.includes("sandbox:")) ?? "";
      if (isBoxed) {
        assert.match(metadata["sandbox"] ?? "", /^bubblewrap, .*own process namespace and \/tmp$/);
        assert.ok(line.startsWith("info "));
      } else {
        assert.match(metadata["sandbox"] ?? "", /^none: bwrap is not installed/);
        assert.ok(line.startsWith("warn "));
      }
    });

    it("keeps the home over stop and start, and removes all on delete", async () => {
      const { local, job, home, id } = await started();
      await run(
        home,
        "echo kept > ~/kept; mkdir -p ~/cache/sub; echo x > ~/cache/sub/x; chmod -R a-w ~/cache",
      );
      const kept = await local.stop(job);
      assert.deepEqual(kept[0]?.agents, []);
      await rm(join(home, "ready"));
      await local.start(job);
      await appears(join(home, "ready"));
      assert.equal(await text(join(home, "kept")), "kept");
      await local.delete(job);
      await assert.rejects(stat(join(root, id)), { code: "ENOENT" });
      await local.delete(job);
    });

    it("ends everything on stop: daemons in sessions of their own too", async () => {
      const { local, job, home, id } = await started();
      await run(
        home,
        `(setsid sh -c 'trap "" TERM HUP; echo up >~/d1; while :; do sleep 1; done' >/dev/null 2>&1 &)
         setsid sleep 1000 >/dev/null 2>&1 &
         nohup sleep 1001 >/dev/null 2>&1 &
         while [ ! -f ~/d1 ]; do sleep 0.01; done`,
      );
      assert.ok((await processesOf(id)).length >= 5);
      await local.stop(job);
      assert.deepEqual(await processesOf(id), []);
    });

    it("lets processes end in peace before it kills them", async () => {
      const { local, job, home } = await started();
      await run(
        home,
        `setsid sh -c 'trap "echo saved >~/saved; exit" TERM; echo up >~/d2; while :; do sleep 0.01; done' &
         while [ ! -f ~/d2 ]; do sleep 0.01; done`,
      );
      await local.stop(job);
      assert.equal(await text(join(home, "saved")), "saved");
    });

    it("ends what an earlier attempt left when it starts again", async () => {
      const { local, job, home, id } = await started();
      const first = await processesOf(id);
      await rm(join(home, "ready"));
      await local.start(job);
      await appears(join(home, "ready"));
      const second = await processesOf(id);
      assert.deepEqual(
        second.filter((pid) => first.includes(pid)),
        [],
      );
    });

    it("starts a killed agent again and leaves its other processes alone", async () => {
      const { home, id } = await started();
      await run(home, "setsid sleep 1002 >/dev/null 2>&1 & echo $! >~/other; rm ~/ready; echo $$ >~/self");
      const other = await byArgument(await processesOf(id), "1002");
      await rm(join(home, "done"), { force: true });
      await writeFile(join(home, "do"), "kill -9 $$", { mode: 0o755 });
      await appears(join(home, "ready"));
      assert.ok((await processesOf(id)).includes(other));
      assert.ok(
        (await readFile(join(root, id, "run/logs/main.log"), "utf8")).includes("ended with code 137"),
      );
    });

    it("is stopped by a later deployment that finds it running", async () => {
      const id = crypto.randomUUID();
      used.add(id);
      const { signal: _signal, log: _log, files: _files, ...job } = buildOf(id).job;
      const options = {
        root,
        agentCommand: ["/bin/sh", join(dir, "agent/stand-in.sh")],
        agentFiles: [join(dir, "agent")],
        sandbox,
      };
      const source = `
        import { createLocal } from ${JSON.stringify(new URL("local.ts", import.meta.url))};
        const job = { ...${JSON.stringify(job)}, log() {}, signal: new AbortController().signal };
        await createLocal(${JSON.stringify(options)}).start(job);
        process.kill(process.pid, "SIGKILL");`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: "inherit" });
      await once(child, "exit");
      assert.equal(child.signalCode, "SIGKILL");
      const home = join(root, id, "home");
      await appears(join(home, "ready"));
      await run(home, "echo alive >~/alive");
      assert.equal(await text(join(home, "alive")), "alive");
      await create().stop(buildOf(id).job);
      assert.deepEqual(await processesOf(id), []);
    });

    it("reports an agent that cannot be launched, and an aborted start", async () => {
      const local = createLocal({
        root: join(dir, "agent/stand-in.sh"),
        agentCommand: ["x"],
        agentFiles: [],
        sandbox,
      });
      await assert.rejects(local.start(buildOf(crypto.randomUUID()).job));
      const { job } = buildOf(crypto.randomUUID(), AbortSignal.abort());
      used.add(job.workspace.id);
      await assert.rejects(create().start(job), { name: "AbortError" });
      assert.deepEqual(await processesOf(job.workspace.id), []);
    });

    if (!isBoxed) return;

    it("hides the machine: own pids, own /tmp, no foreign files, no rights", async () => {
      const { home } = await started();
      const marker = join(tmpdir(), `host-${crypto.randomUUID()}`);
      await writeFile(marker, "host");
      await run(
        home,
        `ls -A /tmp >~/tmp; ls / >~/slash; ls -d /root ${dir} /etc/shadow ${marker} 2>/dev/null >~/seen
         grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status >~/rights
         echo x >/tmp/mine && echo y >/var/tmp/mine && echo z >/dev/shm/mine && echo ok >~/writable
         touch /usr/x /etc/x /opt/coder/0/agent/x 2>/dev/null && echo bad >~/bad
         ps -A -o args= >~/ps; whoami >~/whoami; cat </dev/tty >/dev/null 2>~/tty; hostname >~/hostname`,
      );
      await rm(marker);
      assert.equal(await text(join(home, "tmp")), "");
      assert.equal(await text(join(home, "seen")), "");
      assert.equal(await text(join(home, "writable")), "ok");
      assert.equal(await text(join(home, "whoami")), "coder");
      assert.equal(await text(join(home, "hostname")), "workspace");
      await assert.rejects(stat(join(home, "bad")), { code: "ENOENT" });
      assert.match(await text(join(home, "rights")), /CapEff:\t0{16}/);
      assert.match(await text(join(home, "rights")), /NoNewPrivs:\t1/);
      assert.doesNotMatch(await text(join(home, "slash")), /root|work|boot|srv/);
      assert.notEqual(await text(join(home, "pidns")), await readlink("/proc/self/ns/pid"));
      const args = (await text(join(home, "ps"))).split("\n");
      assert.ok(!args.some((line) => line.includes("local.test")), args.join("\n"));
      assert.ok(!args.some((line) => line.includes("secret-token")), "the token is in no argument list");
      assert.ok(!args.some((line) => line.includes(dir)), "the machine's paths are in no argument list");
    });

    it(
      "gives each workspace a uid of its own when it can",
      { skip: sandbox.identity !== "own-uid" },
      async () => {
        const [a, b] = [await started(), await started()];
        const [one, two] = [await text(join(a.home, "uid")), await text(join(b.home, "uid"))];
        assert.notEqual(one, two);
        assert.equal((await stat(a.home)).uid, Number(one));
        assert.ok(Number(one) >= 1_900_000_000);
        assert.deepEqual(
          (await readdir(join(root, "uids"))).filter((uid) => uid === one || uid === two).length,
          2,
        );
      },
    );
  });
}

/** Runs a script in the workspace and returns when it is over. */
const run = async (home: string, script: string) => {
  await rm(join(home, "done"), { force: true });
  await writeFile(join(home, "do.draft"), script, { mode: 0o755 });
  await rename(join(home, "do.draft"), join(home, "do"));
  await appears(join(home, "done"));
};
const text = async (path: string) => (await readFile(path, "utf8")).trim();

async function processesOf(id: string): Promise<number[]> {
  const all = await listProcesses(`CODER_WORKSPACE_ID=${id}`);
  return all.filter(({ isMarked }) => isMarked).map(({ pid }) => pid);
}

async function byArgument(pids: readonly number[], argument: string): Promise<number> {
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.split("\0").includes(argument)) return pid;
  }
  return assert.fail(`no process has the argument ${argument}`);
}

async function appears(path: string): Promise<void> {
  for (const end = Date.now() + 10_000; ;) {
    if (await stat(path).catch(() => undefined)) return;
    if (Date.now() > end) assert.fail(`${path} did not appear`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
