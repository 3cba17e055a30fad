import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { after, describe, it } from "node:test";
import { z } from "zod";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { startGenuineCoder } from "../support/genuine-coder.ts";
import { startTestGateway } from "../support/gateway.ts";
import { mcpPost, MCP_PATH, modernRequest } from "../support/mcp-post.ts";
import { postAs } from "../support/post-as.ts";
import { rawRequest, sendRaw } from "../support/raw-http.ts";
import { connectRemote } from "../support/remote-client.ts";
import { CODER } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing }, { experiments: ["oauth2"] });
const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
const command = { name: "execute_command", arguments: { workspace: "dev", command: "echo hi" } };

describe("several deployments", () => {
  it("are told apart by the host, each with tokens of its own", async (t) => {
    const defer = closeInReverse(t);
    const other = await startTestDeployment({ after: defer }, { experiments: [] });
    const both = await startTestGateway(
      { after: defer },
      { url: [`a.test=${deployment.url}`, `b.test=${other.url}`] },
    );
    for (const [host, token, status] of [
      ["a.test", deployment.token, 200],
      [`B.test:${both.port}`, other.token, 200],
      ["a.test", other.token, 401],
      ["b.test", deployment.token, 401],
      ["c.test", deployment.token, 404],
    ] as const)
      assert.equal((await postAs(both.port, host, token)).status, status, host);
    const { text } = await postAs(both.port, "b.test", "");
    assert.ok(text.includes(`resource_metadata="http://b.test:${both.port}/.well-known/`), text);
    const lines = [`GET /.well-known/oauth-protected-resource HTTP/1.1`, "Host: b.test", "Connection: close"];
    const off = await sendRaw(both.port, rawRequest(lines));
    assert.equal(off.status, 404, "that deployment has no OAuth");
  });
});

describe("a deployment", () => {
  it("that is not ours runs commands in its terminals, over one connection for all calls", async (t) => {
    const defer = closeInReverse(t);
    const coder = await startGenuineCoder();
    defer(async () => await coder[Symbol.asyncDispose]());
    const { accessUrl: url } = await startTestGateway({ after: defer }, { url: coder.url });
    for (const era of ["legacy", "modern"] as const) {
      const client = await connectRemote({ after: defer }, { url, token: coder.token }, era);
      assert.match(JSON.stringify(await client.callTool(command)), /hi\\n/);
    }
    assert.equal(coder.ptys.connections(), 1);
    assert.equal((await mcpPost({ url, token: "other" }, ping)).status, 401);
    const metadata = await fetch(`${url}/.well-known/oauth-protected-resource${MCP_PATH}`);
    assert.equal(metadata.status, 404);
    assert.match(await metadata.text(), /has no OAuth.*cli-auth/);
  });

  it("that redirects gets no token sent on", async (t) => {
    const defer = closeInReverse(t);
    const asked: string[] = [];
    const redirecting = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(307, { location: `${deployment.url}${request.url ?? ""}` }).end();
    }).listen(0, "127.0.0.1");
    await once(redirecting, "listening");
    defer(async () => void redirecting.close());
    const { port } = z.object({ port: z.number() }).parse(redirecting.address());
    const { accessUrl: url } = await startTestGateway({ after: defer }, { url: `http://127.0.0.1:${port}` });
    const answer = await mcpPost({ ...deployment, url }, ping);
    assert.deepEqual([answer.status, asked], [502, ["/api/v2/users/me"]]);
    assert.match(await answer.text(), /redirects to .*the token is not sent on/);
  });

  it("that cannot be reached is told of", async (t) => {
    const gone = await startTestGateway(t, { url: "http://127.0.0.1:9" });
    const { body, headers } = modernRequest("tools/list");
    const answer = await mcpPost({ url: gone.accessUrl, token: "x" }, body, { headers });
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /127\.0\.0\.1:9 could not be reached/);
  });
});

describe("coder exp mcp http", () => {
  it("serves until it is told to end, and leaves nothing on the disk", async (t) => {
    const defer = closeInReverse(t);
    const home = await temporaryDirectory({ after: defer });
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      CODER_CONFIG_DIR: `${home}/config`,
      TMPDIR: home,
      // Code, as Node has compiled it.
      NODE_DISABLE_COMPILE_CACHE: "1",
    };
    const args = ["exp", "mcp", "http", "--url", deployment.url, "--http-address", "127.0.0.1:0"];
    const child = spawn(process.execPath, [CODER, ...args], {
      cwd: home,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exit = once(child, "exit");
    defer(async () => void child.kill("SIGKILL"));
    const [banner] = await once(child.stdout.setEncoding("utf8"), "data");
    const url = /MCP endpoint +(http:\S+)\/api/.exec(String(banner))?.[1] ?? "";
    const client = await connectRemote({ after: defer }, { url, token: deployment.token }, "legacy");
    const create = { name: "create_workspace", arguments: { name: "dev", template: "local" } };
    assert.ok(!(await client.callTool(create)).isError);
    assert.match(JSON.stringify(await client.callTool(command)), /hi\\n/);
    const running = client.callTool({
      name: "execute_command",
      arguments: { workspace: "dev", command: "sleep 40" },
    });
    const ended = assert.rejects(running, /the server shuts down/);
    await until("the command runs", async () => {
      const { content } = await client.callTool({ name: "list_processes", arguments: { workspace: "dev" } });
      return JSON.stringify(content).includes("sleep 40");
    });
    child.kill("SIGTERM");
    assert.deepEqual(await exit, [0, null]);
    await ended;
    assert.deepEqual(await readdir(home), []);
  });
});
