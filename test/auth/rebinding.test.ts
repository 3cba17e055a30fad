import assert from "node:assert/strict";
import { after } from "node:test";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { legacy, modern } from "../support/mcp-request.ts";
import { MCP_PATH } from "../support/oauth-flow.ts";
import { rawRequest, sendRaw } from "../support/raw-http.ts";
import { requirement } from "./requirement.ts";

const closing = closeInReverse({ after });
const { url, token } = await startTestDeployment({ after: closing });
const port = Number(new URL(url).port);

const PING = '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}';

const withHost = (host: string) =>
  sendRaw(
    port,
    rawRequest(
      [
        `POST ${MCP_PATH} HTTP/1.1`,
        `Host: ${host}`,
        `Authorization: Bearer ${token}`,
        "Content-Type: application/json",
        "Accept: application/json, text/event-stream",
        `Content-Length: ${PING.length}`,
      ],
      PING,
    ),
  );

requirement("rebinding-host", async () => {
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    `localhost.evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `evil.example#localhost`,
    `127.0.0.1@evil.example`,
    `10.0.0.1:${port}`,
    "2130706433.nip.io",
  ]) {
    const { status } = await withHost(host);
    assert.ok(status === 403 || status === 400, `${host}: ${status}`);
  }
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
    const { status } = await withHost(host);
    assert.ok(status !== 403 && status !== 401, `${host}: ${status}`);
  }
});

requirement("rebinding-origin", async () => {
  const { origin } = new URL(url);
  for (const foreign of [
    "null",
    "https://evil.example",
    "http://evil.example",
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
    "http://127.0.0.1",
    `${origin}.evil.example`,
    `${origin}/`,
    "file://",
    "chrome-extension://abc",
  ]) {
    const headers = { origin: foreign };
    assert.equal((await modern(url, { token, headers })).status, 403, foreign);
    assert.equal((await legacy(url, { token, headers, method: "ping" })).status, 403, foreign);
  }
  assert.equal((await modern(url, { token, headers: { origin } })).status, 200);
});
