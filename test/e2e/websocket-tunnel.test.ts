import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { startRefusingProxy } from "../support/refusing-proxy.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const proxy = await startRefusingProxy({ after: closing });
const port = await freePort();
proxy.target(`http://127.0.0.1:${port}`);
const deployment = await startTestDeployment({ after: closing }, { accessUrl: proxy.url, port });
const mcp = await connectMcp({ after: closing }, deployment);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

before(async () => {
  await mcp.ok("create_workspace", { name: "dev", template: "local" });
});

const run = async (command: string, options: object = {}) =>
  (await mcp.ok("execute_command", { workspace: "dev", command, ...options })).data;

test("the agent is refused its own protocol and falls back to a WebSocket", async () => {
  assert.equal((await run("echo through")).output, "through\n");
  assert.equal(proxy.upgrades[0]?.protocol, "coder-agent");
  assert.deepEqual(proxy.upgrades.at(-1), { protocol: "websocket", passed: true });
});

test("commands, files and long waits share it under load", async () => {
  const big = "0123456789abcdef".repeat(64 * 1024);
  await run("mkfifo ~/late");
  const waiting = run("cat ~/late");
  const work = Array.from({ length: 12 }, async (_, index) => {
    const path = `~/file-${index}`;
    await mcp.ok("write_file", { workspace: "dev", path, content: `${index}${big}` });
    const { output } = await run(`sha256sum < ${path} | cut -c1-8; wc -c < ${path}; seq 1 20000 | tail -1`);
    return output.split("\n").slice(1).join();
  });
  const sizes = await Promise.all(work);
  assert.deepEqual(
    sizes,
    sizes.map((_, index) => `${big.length + String(index).length},20000,`),
  );
  await run("echo at last > ~/late");
  assert.equal((await waiting).output, "at last\n");
});

test("it comes back after the proxy has cut it, and the command went on", async () => {
  const { execution_id } = await run("mkfifo ~/again; cat ~/again; echo done", { background: true });
  const count = proxy.upgrades.length;
  proxy.cut();
  await until("the agent has dialed again", () => proxy.upgrades.slice(count).some(({ passed }) => passed));
  await until("the agent answers", async () => {
    const { isError } = await mcp.call("list_processes", { workspace: "dev" });
    return !isError;
  });
  await run("echo on > ~/again");
  const { data } = await mcp.ok("get_command_output", { workspace: "dev", execution_id });
  assert.equal(data.output, "on\ndone\n");
});
