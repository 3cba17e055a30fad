import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { runCoder } from "../support/run-coder.ts";
import { CODER } from "../support/server-process.ts";
import { noTerminal, startAtTerminal } from "../support/terminal-coder.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const mcp = await connectMcp({ after: closing }, deployment);
const env = {
  CODER_CONFIG_DIR: await temporaryDirectory({ after: closing }),
  CODER_URL: deployment.url,
  CODER_SESSION_TOKEN: deployment.token,
};

before(async () => {
  await mcp.ok("create_workspace", { name: "dev", template: "local" });
});

const command = async (line: string, input = "") => await runCoder(["ssh", "dev", "--", line], env, input);

test("a command's output, errors and exit code are its own", async () => {
  const { code, stdout, stderr } = await command("echo out; echo err >&2; exit 7");
  assert.deepEqual([code, stdout, stderr], [7, "out\n", "err\n"]);
  const words = await runCoder(["ssh", "dev.main", "--", "printf", "%s-", "a", "b"], env);
  assert.deepEqual([words.code, words.stdout], [0, "a-b-"]);
  assert.equal((await command("kill -9 $$")).code, 137);
});

test("its stdin is what is piped in, and bytes come out as they are", async () => {
  const { stdout } = await command("cat; echo end", "ünï\n".repeat(30_000));
  assert.equal(stdout, `${"ünï\n".repeat(30_000)}end\n`);
  const child = spawn(
    process.execPath,
    [CODER, "ssh", "dev", "--", "head -c 300000 /dev/zero | tr '\\0' '\\377'"],
    {
      env: { ...env, PATH: process.env["PATH"] ?? "" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(child, "close");
  const bytes = Buffer.concat(chunks);
  assert.ok(bytes.length === 300_000 && bytes.every((byte) => byte === 0xff));
});

test("Ctrl+C ends the command in the workspace too", async () => {
  const line = "echo $$ >~/pid; echo up; exec sleep 1000";
  const child = spawn(process.execPath, [CODER, "ssh", "dev", "--", line], {
    env: { ...env, PATH: process.env["PATH"] ?? "" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGINT");
  await once(child, "exit");
  assert.equal(child.exitCode, 130);
  await until("the command has ended", async () => {
    const { data } = await mcp.ok("execute_command", {
      workspace: "dev",
      command: "kill -0 $(cat ~/pid) 2>/dev/null && echo runs || echo over",
    });
    return data.output === "over\n";
  });
});

test(
  "a terminal has this terminal's size, and its exit code is the shell's",
  { skip: noTerminal },
  async () => {
    const coder = startAtTerminal({ after: closing }, ["ssh", "dev"], env);
    await coder.sees(/[$#] /);
    coder.types("echo si''ze $(stty size)\r");
    await coder.sees("size 40 120");
    coder.types("sleep 30\r");
    await coder.sees("sleep 30");
    coder.types("\u0003");
    coder.types("echo al''ive; exit 5\r");
    await coder.sees("alive");
    assert.equal(await coder.ends(), 5);
  },
);

/** Passes connections on to the deployment; `cut` breaks those that there are. */
async function startRelay(): Promise<{ readonly url: string; readonly cut: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const other = connect(Number(new URL(deployment.url).port), "127.0.0.1");
    for (const one of [socket, other]) {
      sockets.add(one);
      one.on("error", () => undefined).on("close", () => sockets.delete(one));
    }
    socket.pipe(other).pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  closing(async () => {
    cut();
    server.close();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a listening TCP server has no other address
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}

test("a lost connection is made again, and the shell is the same", { skip: noTerminal }, async () => {
  const relay = await startRelay();
  const coder = startAtTerminal({ after: closing }, ["ssh", "dev"], { ...env, CODER_URL: relay.url });
  await coder.sees(/[$#] /);
  coder.types("x=kept; echo s''et\r");
  await coder.sees("set");
  relay.cut();
  await coder.sees("connecting again");
  await coder.sees("set");
  coder.types("echo is $x; exit\r");
  await coder.sees("is kept");
  assert.equal(await coder.ends(), 0);
});

test("a stopped workspace is started, unless that is not wanted", async () => {
  await mcp.ok("stop_workspace", { workspace: "dev" });
  const refused = await runCoder(["ssh", "dev", "--disable-autostart", "--", "true"], env);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /is stopped\n.*coder start/);
  const { code, stdout, stderr } = await command("echo up");
  assert.deepEqual([code, stdout], [0, "up\n"], stderr);
  assert.match(stderr, /dev is started/);
});

test("what cannot be reached is named", async () => {
  for (const [name, expected] of [
    ["nowhere", /no workspace "nowhere"/],
    ["dev.other", /has no agent "other": it has main/],
    ["a/b/c/d", /must be name/],
  ] as const) {
    const { code, stderr } = await runCoder(["ssh", name, "--", "true"], env);
    assert.notEqual(code, 0);
    assert.match(stderr, expected);
  }
});
