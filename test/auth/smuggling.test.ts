import assert from "node:assert/strict";
import { after } from "node:test";
import { callApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { MCP_PATH } from "../support/oauth-flow.ts";
import { rawRequest, sendRaw } from "../support/raw-http.ts";
import { requirement } from "./requirement.ts";

const closing = closeInReverse({ after });
const { url, token } = await startTestDeployment({ after: closing });
const port = Number(new URL(url).port);
const host = `Host: 127.0.0.1:${port}`;
const login = ["POST /api/v2/users/login HTTP/1.1", host, "Content-Type: application/json"];

/** A request inside of another's body, that would make a user if it were read as one. */
const inner = rawRequest(
  [
    "POST /api/v2/users HTTP/1.1",
    host,
    `Coder-Session-Token: ${token}`,
    "Content-Type: application/json",
    "Content-Length: 82",
  ],
  '{"email":"smuggled@example.com","username":"smuggled","password":"correct horse b"}',
);

requirement("smuggling-length", async () => {
  const bodies: readonly (readonly [readonly string[], string])[] = [
    [["Content-Length: 4", "Transfer-Encoding: chunked"], `0\r\n\r\n${inner}`],
    [["Transfer-Encoding: chunked", "Content-Length: 4"], `0\r\n\r\n${inner}`],
    [["Content-Length: 2", "Content-Length: 400"], `{}${inner}`],
    [["Content-Length: 2, 400"], `{}${inner}`],
    [["Content-Length: +2"], `{}${inner}`],
    [["Content-Length: 0x2"], `{}${inner}`],
    [["Content-Length: -1"], `{}${inner}`],
    [["Transfer-Encoding: xchunked"], `0\r\n\r\n${inner}`],
    [["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], `0\r\n\r\n${inner}`],
    [["Transfer-Encoding: chunked, identity"], `0\r\n\r\n${inner}`],
    [["Transfer-Encoding : chunked"], `0\r\n\r\n${inner}`],
  ];
  for (const [headers, body] of bodies) {
    const answer = await sendRaw(port, rawRequest([...login, ...headers], body));
    assert.equal(answer.status, 400, headers.join(", "));
  }
});

requirement("smuggling-lines", async () => {
  for (const lines of [
    ["X-Folded: a", " b"],
    ["\tX-Folded: a"],
    ["X-Nul: a\0b"],
    ["X Space: a"],
    ["X-Bare: a\rCoder-Session-Token: x"],
    [": empty"],
    ["no colon"],
  ]) {
    const answer = await sendRaw(port, rawRequest(["GET /healthz HTTP/1.1", host, ...lines]));
    assert.equal(answer.status, 400, JSON.stringify(lines));
  }
  assert.equal((await sendRaw(port, `GET /healthz HTTP/1.1\n${host}\n\n`)).status, 400);
});

requirement("smuggling-host", async () => {
  const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
  const send = (target: string, hosts: readonly string[]) =>
    sendRaw(
      port,
      rawRequest(
        [
          `POST ${target} HTTP/1.1`,
          ...hosts,
          `Authorization: Bearer ${token}`,
          "Content-Type: application/json",
          `Content-Length: ${body.length}`,
        ],
        body,
      ),
    );
  assert.equal((await send(MCP_PATH, [host, "Host: evil.example"])).status, 400);
  assert.equal((await send(MCP_PATH, ["Host: evil.example", host])).status, 400);
  assert.equal((await send(MCP_PATH, [])).status, 400);
  const { status } = await send(`http://evil.example${MCP_PATH}`, [host]);
  assert.ok(status === 403 || status === 400, String(status));
});

requirement("smuggling-next", async () => {
  const answer = await sendRaw(
    port,
    rawRequest([...login, "Content-Length: 4", "Transfer-Encoding: chunked"], `0\r\n\r\n${inner}`),
  );
  assert.equal(answer.text.match(/^HTTP\/1\.1 /gm)?.length, 1);
  const two = await sendRaw(port, rawRequest(["GET /healthz HTTP/1.1", host, "Host: b"], inner));
  assert.equal(two.text.match(/^HTTP\/1\.1 /gm)?.length, 1);
  assert.equal((await callApi({ url, token }, "GET /users/smuggled")).status, 404);
});
