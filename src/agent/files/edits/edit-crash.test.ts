import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { AgentClient, createDeployment } from "../../support.test.ts";

const ENTRY = fileURLToPath(new URL("../../entry.ts", import.meta.url));
const TRIALS = Number(process.env["CRASH_TRIALS"] ?? 2);
const FILES = 60;

/** When the agent dies, by the names in its home; in the other trials, when some files have the new content. */
const MOMENTS: readonly (RegExp | undefined)[] = [undefined, /\.coder-tmp\.old$/, undefined, /\.coder-tmp$/];

it("takes a batch back, or completes it, when the agent is killed in the middle", async () => {
  await using deployment = await createDeployment();
  const outcomes: string[] = [];
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const home = await mkdtemp(join(tmpdir(), "edit-crash-"));
    const names = Array.from({ length: FILES }, (_, index) => `f${index}`);
    for (const name of names) await writeFile(join(home, name), "old\n");
    const launch = async () => {
      const env = { PATH: process.env["PATH"], HOME: home };
      const agent = spawn(process.execPath, [ENTRY], {
        env: { ...env, CODER_AGENT_URL: deployment.url, CODER_AGENT_TOKEN: deployment.token },
        stdio: "ignore",
      });
      return { agent, client: new AgentClient(await deployment.nextTunnel()) };
    };
    const files = names.map((name) => ({ path: `~/${name}`, edits: [{ search: "old", replace: "new" }] }));
    const body = { files, idempotency_key: "batch" };
    const { agent, client } = await launch();
    await client.json("GET", "/ping");
    void client.request("POST", "/files/edits", JSON.stringify(body)).catch(() => undefined);
    await reached(home, names, trial);
    agent.kill("SIGKILL");
    await once(agent, "exit");
    const again = await launch();
    await again.client.json("GET", "/ping");
    const contents = await Promise.all(names.map(async (name) => await readFile(join(home, name), "utf8")));
    assert.equal(new Set(contents).size, 1, `all or none: ${contents.map((text) => text.trim()).join(" ")}`);
    outcomes.push(contents[0]?.trim() ?? "");
    const result = await again.client.json("POST", "/files/edits", body);
    assert.equal(result.replayed, contents[0] === "new\n");
    for (const name of names) assert.equal(await readFile(join(home, name), "utf8"), "new\n");
    again.agent.kill("SIGTERM");
    await once(again.agent, "exit");
    if (contents[0] === "new\n")
      assert.deepEqual(
        (await readdir(home)).filter((name) => name.includes("coder-tmp")),
        [],
      );
    await rm(home, { recursive: true });
  }
  if (TRIALS >= 8) assert(outcomes.includes("old"), "no trial was in the middle");
});

it("tells of a file that somebody else has written after the crash, and where its old content is", async () => {
  await using deployment = await createDeployment();
  const home = await mkdtemp(join(tmpdir(), "edit-conflict-"));
  const names = Array.from({ length: FILES }, (_, index) => `f${index}`);
  const launch = async () => {
    const env = { PATH: process.env["PATH"], HOME: home };
    const agent = spawn(process.execPath, [ENTRY], {
      env: { ...env, CODER_AGENT_URL: deployment.url, CODER_AGENT_TOKEN: deployment.token },
      stdio: "ignore",
    });
    return { agent, client: new AgentClient(await deployment.nextTunnel()) };
  };
  const end = async ({ agent }: Awaited<ReturnType<typeof launch>>, signal: NodeJS.Signals) => {
    agent.kill(signal);
    await once(agent, "exit");
  };
  const contentOf = async (name: string) => await readFile(join(home, name), "utf8");
  const files = names.map((name) => ({ path: `~/${name}`, edits: [{ search: "old", replace: "new" }] }));
  let isCaught = false;
  // A batch that was complete when the agent died has nothing to take back.
  while (!isCaught) {
    for (const name of names) await writeFile(join(home, name), "old\n");
    const first = await launch();
    await first.client.json("GET", "/ping");
    void first.client.request("POST", "/files/edits", JSON.stringify({ files })).catch(() => undefined);
    await reached(home, names, 0);
    await end(first, "SIGKILL");
    await writeFile(join(home, "f0"), "somebody's old\n");
    const second = await launch();
    await second.client.json("GET", "/ping");
    isCaught = (await contentOf("f1")) === "old\n";
    // Another restart does not lose what is to be told.
    await end(second, "SIGKILL");
  }
  const third = await launch();
  for (const name of names) assert.equal(await contentOf(name), name === "f0" ? "somebody's old\n" : "old\n");
  const told = await third.client.fails("POST", "/files/edits", { files });
  assert.equal(told.code, "conflict");
  const saved = /before the edits: (\S+)\)/.exec(told.message)?.[1] ?? "";
  assert.equal(await readFile(saved, "utf8"), "old\n");
  assert.equal(await contentOf("f1"), "old\n");
  await third.client.json("POST", "/files/edits", { files });
  assert.equal(await contentOf("f0"), "somebody's new\n");
  await end(third, "SIGTERM");
  await rm(home, { recursive: true });
});

/** Waits for the moment of a trial, one of the above or some files with the new content; a batch that is over is too. */
async function reached(home: string, names: readonly string[], trial: number): Promise<void> {
  const moment = MOMENTS[trial % 4];
  const watched = names[trial % 4 === 0 ? 0 : FILES / 2] ?? "";
  const late = Date.now() + 10_000;
  while (Date.now() < late) {
    if ((await readFile(join(home, watched), "utf8")) === "new\n") return;
    if (moment !== undefined && (await readdir(home)).some((name) => moment.test(name))) return;
  }
  throw new Error("the batch does not begin");
}
