import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TOKEN_KEPT_MS } from "../../src/server/gateway/known-callers.ts";
import { callApi, expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { startTestGateway } from "../support/gateway.ts";
import { mcpPost, MCP_PATH } from "../support/mcp-post.ts";
import { legacy, modern, openSession } from "../support/mcp-request.ts";
import { newMember } from "../support/people.ts";
import { postAs } from "../support/post-as.ts";
import { connectRemote } from "../support/remote-client.ts";

const closing = closeInReverse({ after });
/** Its own MCP endpoint is off, as a genuine one's is. */
const deployment = await startTestDeployment({ after: closing }, { experiments: ["oauth2"] });
const APP = "https://app.example";
let ahead = 0;
const gateway = await startTestGateway(
  { after: closing },
  { url: deployment.url, "mcp-http-allowed-origins": APP },
  () => Date.now() + ahead,
);
const place = { url: gateway.accessUrl, token: deployment.token };
const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
const command = { name: "execute_command", arguments: { workspace: "dev", command: "echo hi" } };

const newToken = async (name: string): Promise<{ readonly key: string; readonly id: string }> => {
  const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", { token_name: name });
  return { key, id: key.split("-")[0] };
};

describe("a user with a token", () => {
  before(async () => {
    const create = { name: "create_workspace", arguments: { name: "dev", template: "local" } };
    const client = await connectRemote({ after }, place, "modern");
    assert.ok(!(await client.callTool(create)).isError);
  });

  it("has the tools in both eras, by either header", async () => {
    const listed = await modern(place.url, { token: place.token });
    const names = listed.body.result.tools.map(({ name }: { readonly name: string }) => name);
    assert.ok(names.includes("execute_command"));
    const headers = { "coder-session-token": place.token };
    assert.equal((await mcpPost({ ...place, token: "" }, ping, { headers })).status, 200);
    const narrow = await modern(place.url, {
      token: place.token,
      query: "?tools=read_file,write_file&readonly=1",
    });
    assert.deepEqual(
      narrow.body.result.tools.map(({ name }: { readonly name: string }) => name),
      ["read_file"],
    );
    const bad = await modern(place.url, { token: place.token, query: "?tools=reed_file" });
    assert.equal(bad.status, 400);
    assert.match(bad.text, /read_file/);
  });

  for (const era of ["legacy", "modern"] as const)
    it(`runs a command over ${era}`, async (t) => {
      const client = await connectRemote(t, place, era);
      const result = await client.callTool(command);
      assert.match(JSON.stringify(result), /hi\\n/);
    });

  it("keeps a session of the legacy era to itself, until it is ended", async () => {
    const session = await openSession(place.url, place.token);
    assert.equal((await legacy(place.url, { token: place.token }, session)).status, 200);
    const member = await newMember(deployment);
    assert.equal((await legacy(place.url, { token: member.token }, session)).status, 404);
    const headers = { authorization: `Bearer ${place.token}`, "mcp-session-id": session };
    assert.equal((await fetch(`${place.url}${MCP_PATH}`, { method: "DELETE", headers })).status, 204);
    for (const id of [session, `${session}.x`, `${session}x`, "x", ""])
      assert.equal(
        (await legacy(place.url, { token: place.token, headers: { "mcp-session-id": id } })).status,
        404,
      );
  });

  it("is refused as soon as the token is looked at again after it was revoked", async () => {
    const { key, id } = await newToken("short");
    const ask = async () => await modern(place.url, { token: key });
    assert.equal((await ask()).status, 200);
    await callApi(deployment, `DELETE /users/me/keys/${id}`);
    assert.equal((await ask()).status, 200, "the token is remembered");
    ahead += TOKEN_KEPT_MS;
    const { status, headers } = await ask();
    assert.equal(status, 401);
    assert.match(headers.get("www-authenticate") ?? "", /error="invalid_token"/);
  });

  it("sees what the deployment lets them see", async () => {
    const member = await newMember(deployment);
    const answer = await modern(place.url, { token: member.token, method: "tools/call", params: command });
    assert.equal(answer.body.result.isError, true);
    assert.match(answer.text, /not_found/);
  });
});

describe("a stranger", () => {
  it("is asked for a token, and told where there are some", async () => {
    const metadata = `${place.url}/.well-known/oauth-protected-resource${MCP_PATH}`;
    for (const token of ["", "wrong", "0123456789-0123456789012345678901"]) {
      const { status, headers } = await mcpPost({ ...place, token }, ping);
      assert.equal(status, 401);
      assert.ok((headers.get("www-authenticate") ?? "").includes(`resource_metadata="${metadata}"`));
    }
    const answer = await fetch(metadata);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.partialDeepStrictEqual(Object(await answer.json()), {
      resource: `${place.url}${MCP_PATH}`,
      authorization_servers: [deployment.url],
    });
  });

  it("is told where nothing is, and that the gateway is well", async () => {
    assert.equal(await (await fetch(`${place.url}/healthz`)).text(), "OK\n");
    const elsewhere = await fetch(`${place.url}/api/v2/users/me`);
    assert.equal(elsewhere.status, 404);
    assert.match(await elsewhere.text(), new RegExp(MCP_PATH));
  });

  it("cannot use a token in a cookie or in the URL", async () => {
    const cookie = { cookie: `coder_session_token=${place.token}` };
    assert.equal((await mcpPost({ ...place, token: "" }, ping, { headers: cookie })).status, 401);
    const query = `?coder_session_token=${place.token}`;
    assert.equal((await mcpPost({ ...place, token: "" }, ping, { query })).status, 401);
  });
});

describe("a page", () => {
  it("of another site is refused, unless its origin is allowed", async () => {
    for (const [origin, status] of [
      [place.url, 200],
      [APP, 200],
      ["https://evil.example", 403],
      [deployment.url, 403],
      ["null", 403],
    ] as const)
      assert.equal((await mcpPost(place, ping, { headers: { origin } })).status, status, origin);
    const refused = await mcpPost({ ...place, token: "" }, ping, { headers: { origin: APP } });
    assert.equal(refused.headers.get("access-control-allow-origin"), APP);
  });

  it("cannot rebind a name of its own to this machine", async () => {
    assert.equal((await postAs(gateway.port, "evil.example", place.token)).status, 403);
    assert.equal((await postAs(gateway.port, `localhost:${gateway.port}`, place.token)).status, 200);
  });
});

describe("limits", () => {
  it("count each user's requests, and those of batches", async (t) => {
    const flags = { url: deployment.url, "mcp-http-rate-limit": "5" };
    const { accessUrl: url } = await startTestGateway(t, flags);
    const member = await newMember(deployment);
    const flood = await Promise.all(
      Array.from({ length: 12 }, () => mcpPost({ url, token: member.token }, ping)),
    );
    assert.equal(flood.filter(({ status }) => status === 200).length, 5);
    assert.ok(flood.some(({ status, headers }) => status === 429 && Number(headers.get("retry-after")) > 0));
    const batch = Array.from({ length: 6 }, (_, id) => ({ ...ping, id }));
    assert.equal((await mcpPost({ url, token: deployment.token }, batch)).status, 429);
  });
});
