import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after } from "node:test";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { modern } from "../support/mcp-request.ts";
import { MCP_PATH } from "../support/oauth-flow.ts";
import { rawRequest, sendRaw } from "../support/raw-http.ts";
import { requirement } from "./requirement.ts";

const closing = closeInReverse({ after });
const { url, token } = await startTestDeployment(
  { after: closing },
  { experiments: ["oauth2", "mcp-server-http"] },
);
const port = Number(new URL(url).port);
const MIB = 1024 * 1024;

/** Sends a body without an end until the server answers; tells its status and how much it took. */
async function pour(path: string, headers: Record<string, string>) {
  const sending = request({ host: "127.0.0.1", port, path, method: "POST", headers });
  const chunk = Buffer.alloc(64 * 1024, " ");
  let sent = 0;
  const push = (): void => {
    if (sending.destroyed || sent >= 64 * MIB) return;
    sent += chunk.length;
    sending.write(chunk, () => push());
  };
  // The server may cut the connection once it has answered.
  sending.on("error", () => undefined);
  const answered = once(sending, "response");
  push();
  const [response] = await answered;
  sending.destroy();
  return { status: Number(response.statusCode), sent };
}

requirement("limit-body", async () => {
  const json = { "content-type": "application/json" };
  for (const [path, headers] of [
    [MCP_PATH, { authorization: `Bearer ${token}`, accept: "application/json, text/event-stream" }],
    ["/api/v2/users/login", {}],
    ["/oauth2/register", {}],
  ] as const) {
    const { status, sent } = await pour(path, { ...json, ...headers });
    assert.equal(status, 413, path);
    assert.ok(sent < 32 * MIB, `${path} took ${sent} bytes`);
  }
});

requirement("limit-headers", async () => {
  const host = `Host: 127.0.0.1:${port}`;
  const long = await sendRaw(
    port,
    rawRequest(["GET /healthz HTTP/1.1", host, `X-Long: ${"a".repeat(20_000)}`]),
  );
  assert.equal(long.status, 431);
  const many = Array.from({ length: 3000 }, (_, i) => `X-${i}: a`);
  assert.equal((await sendRaw(port, rawRequest(["GET /healthz HTTP/1.1", host, ...many]))).status, 431);
});

requirement("limit-nesting", async () => {
  const depth = 100_000;
  for (const body of [
    "[".repeat(depth) + "]".repeat(depth),
    `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
  ]) {
    const response = await fetch(`${url}${MCP_PATH}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body,
    });
    assert.ok(response.status >= 400 && response.status < 500, String(response.status));
    await response.body?.cancel();
  }
  const args = JSON.parse(`${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`);
  const answer = await modern(url, {
    token,
    method: "tools/call",
    params: { name: "list_workspaces", arguments: args },
  });
  assert.ok(answer.status < 500, String(answer.status));
  assert.equal((await modern(url, { token })).status, 200);
});
