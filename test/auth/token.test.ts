import assert from "node:assert/strict";
import { after } from "node:test";
import { callApi, expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { legacy, modern, type McpAnswer } from "../support/mcp-request.ts";
import { MCP_PATH } from "../support/oauth-flow.ts";
import { newMember } from "../support/people.ts";
import { query } from "../support/query.ts";
import { rawRequest, sendRaw } from "../support/raw-http.ts";
import { requirement } from "./requirement.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { url, token } = deployment;

const challengeOf = ({ headers }: Pick<McpAnswer, "headers">): string =>
  headers.get("www-authenticate") ?? "";

/** Neither era lets a token in. */
async function isRefused(refused: string): Promise<void> {
  for (const answer of [
    await modern(url, { token: refused }),
    await legacy(url, { token: refused, method: "ping" }),
  ]) {
    assert.equal(answer.status, 401);
    assert.match(challengeOf(answer), /^Bearer .*error="invalid_token"/);
    assert.match(challengeOf(answer), /resource_metadata="/);
  }
}

requirement("token-missing", async () => {
  for (const method of ["GET", "POST", "DELETE", "PUT"]) {
    const answer = await fetch(`${url}${MCP_PATH}`, { method });
    assert.equal(answer.status, 401);
    assert.match(challengeOf(answer), /^Bearer /);
    const metadata = /resource_metadata="([^"]+)"/.exec(challengeOf(answer))?.[1];
    assert.equal(metadata, `${url}/.well-known/oauth-protected-resource${MCP_PATH}`);
  }
});

requirement("token-garbage", async () => {
  const jwt = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"admin"}').toString("base64url")}.`;
  for (const text of ["x", "null", "undefined", "' or 1=1 --", "..", "-", "a".repeat(4000), jwt]) {
    await isRefused(text);
  }
  // Two words are no credentials at all (RFC 6750 section 2.1).
  assert.equal((await modern(url, { token: `${token} ${token}` })).status, 401);
});

requirement("token-truncated", async () => {
  await isRefused(token.slice(0, -1));
  await isRefused(token.slice(1));
  await isRefused(`${token}A`);
  for (const at of [0, 5, 10, 11, 20, token.length - 1]) {
    const other = token[at] === "A" ? "B" : "A";
    await isRefused(token.slice(0, at) + other + token.slice(at + 1));
  }
  assert.equal((await modern(url, { token })).status, 200);
});

requirement("token-expired", async () => {
  const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", {
    token_name: "short",
    lifetime: 3_600_000_000_000,
  });
  assert.equal((await modern(url, { token: key })).status, 200);
  await query(
    deployment.postgresUrl,
    "update api_keys set expires_at = now() - interval '1 second' where id = $1",
    [key.split("-")[0]],
  );
  await isRefused(key);
});

requirement("token-deleted-user", async () => {
  const [suspended, deleted] = [await newMember(deployment), await newMember(deployment)];
  await expectApi(deployment, `PUT /users/${suspended.id}/status/suspend`);
  await expectApi(deployment, `DELETE /users/${deleted.id}`);
  await isRefused(suspended.token);
  await isRefused(deleted.token);
});

requirement("token-in-query", async () => {
  for (const name of ["access_token", "coder_session_token", "token", "bearer_token"]) {
    const answer = await modern(url, { query: `?${name}=${token}` });
    assert.equal(answer.status, 401, name);
  }
});

requirement("token-in-cookie", async () => {
  for (const name of ["coder_session_token", "__Host-coder_session_token"]) {
    const headers = { cookie: `${name}=${token}` };
    for (const answer of [await modern(url, { headers }), await legacy(url, { headers, method: "ping" })]) {
      // 400 is the answer of the guard against CSRF, which comes first.
      assert.ok([400, 401].includes(answer.status), `${name}: ${answer.status}`);
    }
  }
});

requirement("token-two", async () => {
  const port = Number(new URL(url).port);
  const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
  for (const tokens of [
    [token, "other"],
    ["other", token],
    [token, token],
  ]) {
    const answer = await sendRaw(
      port,
      rawRequest(
        [
          `POST ${MCP_PATH} HTTP/1.1`,
          `Host: 127.0.0.1:${port}`,
          "Content-Type: application/json",
          "Accept: application/json, text/event-stream",
          ...tokens.map((one) => `Authorization: Bearer ${one}`),
          `Content-Length: ${body.length}`,
        ],
        body,
      ),
    );
    assert.equal(answer.status, 400);
  }
});

requirement("token-not-echoed", async () => {
  const secret = "hunter2hunter2hunter2";
  const answers = [
    await modern(url, { token: secret }),
    await modern(url, { headers: { "coder-session-token": secret } }),
    await modern(url, { query: `?access_token=${secret}` }),
    await legacy(url, { token: secret, method: "ping" }),
  ];
  for (const { headers, text } of answers) {
    assert.ok(!text.includes(secret));
    assert.ok(![...headers].some(([, value]) => value.includes(secret)));
  }
  const rest = await callApi({ url, token: secret }, "GET /users/me");
  assert.ok(!rest.text.includes(secret));
});
