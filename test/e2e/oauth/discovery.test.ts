import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeInReverse, startTestDeployment } from "../../support/deployment.ts";
import { authorizeUrl, MCP_PATH, newClient, newProof } from "../../support/oauth-flow.ts";

const closing = closeInReverse({ after });
const { url, token } = await startTestDeployment({ after: closing });

const read = async (path: string) => Object(await (await fetch(`${url}${path}`)).json());

test("the authorization server is described at its well-known URL, below any suffix", async () => {
  const server = await read("/.well-known/oauth-authorization-server");
  assert.partialDeepStrictEqual(server, {
    issuer: url,
    authorization_endpoint: `${url}/oauth2/authorize`,
    token_endpoint: `${url}/oauth2/tokens`,
    registration_endpoint: `${url}/oauth2/register`,
    revocation_endpoint: `${url}/oauth2/revoke`,
    device_authorization_endpoint: `${url}/oauth2/device_authorization`,
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
    grant_types_supported: [
      "authorization_code",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:device_code",
    ],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  });
  assert.ok(server.scopes_supported.includes("coder:workspaces.access"));
  assert.deepEqual(await read(`/.well-known/oauth-authorization-server${MCP_PATH}`), server);
  assert.equal((await fetch(`${url}/.well-known/openid-configuration`)).status, 404);
});

test("each resource is described at the URL of its own", async () => {
  const mcp = await read(`/.well-known/oauth-protected-resource${MCP_PATH}?toolset=minimal`);
  assert.equal(mcp.resource, `${url}${MCP_PATH}`);
  assert.deepEqual(mcp.authorization_servers, [url]);
  assert.deepEqual(mcp.bearer_methods_supported, ["header"]);
  assert.ok(mcp.scopes_supported.includes("workspace:read"));
  assert.ok(!mcp.scopes_supported.includes("coder:all"));
  for (const suffix of ["", "/api/v2"]) {
    assert.equal((await read(`/.well-known/oauth-protected-resource${suffix}`)).resource, url);
  }
});

test("pages of any origin may read the metadata and ask for tokens", async () => {
  for (const path of ["/.well-known/oauth-authorization-server", "/oauth2/tokens", "/oauth2/register"]) {
    const asked = await fetch(`${url}${path}`, {
      method: "OPTIONS",
      headers: { Origin: "https://client.example", "Access-Control-Request-Method": "POST" },
    });
    assert.equal(asked.status, 204, path);
    assert.equal(asked.headers.get("access-control-allow-origin"), "*");
  }
  const refused = await fetch(`${url}/oauth2/tokens`, {
    method: "POST",
    headers: { Origin: "https://client.example" },
    body: new URLSearchParams({ grant_type: "authorization_code", client_id: "x" }),
  });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("access-control-allow-origin"), "*");
  assert.equal(refused.headers.get("cache-control"), "no-store");
});

test("refusals say where to get a token: of the endpoint that was asked", async () => {
  const challengeOf = async (path: string, headers = {}) =>
    (await fetch(`${url}${path}`, { method: "POST", headers })).headers.get("www-authenticate") ?? "";
  const stranger = await challengeOf(MCP_PATH);
  assert.ok(stranger.endsWith(`resource_metadata="${url}/.well-known/oauth-protected-resource${MCP_PATH}"`));
  assert.match(stranger, /scope="workspace:read /);
  assert.doesNotMatch(stranger, /error=/);
  assert.match(await challengeOf(MCP_PATH, { Authorization: "Bearer x" }), /error="invalid_token"/);
  const api = await challengeOf("/api/v2/users/me/keys/tokens");
  assert.ok(api.endsWith(`resource_metadata="${url}/.well-known/oauth-protected-resource"`));
});

test("everything is 403 while the experiment is off, and no request is trusted about its host", async (t) => {
  const off = await startTestDeployment(t, { experiments: ["mcp-server-http"] });
  for (const path of ["/.well-known/oauth-protected-resource", "/oauth2/authorize", "/oauth2/device"]) {
    const answer = await fetch(`${off.url}${path}`);
    assert.equal(answer.status, 403, path);
    assert.match(Object(await answer.json()).message, /experiment "oauth2"/);
  }
  const posted = await fetch(`${off.url}/oauth2/register`, { method: "POST" });
  assert.equal(posted.status, 403);
  const forged = await fetch(`${url}/oauth2/register`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "https",
    },
    body: JSON.stringify({ redirect_uris: ["http://localhost:1/cb"] }),
  });
  assert.ok(Object(await forged.json()).registration_client_uri.startsWith(`${url}/oauth2/clients/`));
});

test("a personal token and a session open both the API and the MCP endpoint", async () => {
  const ping = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/json",
    Accept: "application/json, text/event-stream",
  };
  assert.equal((await fetch(`${url}/api/v2/users/me`, { headers })).status, 200);
  assert.equal((await fetch(`${url}${MCP_PATH}`, { method: "POST", headers, body: ping })).status, 200);
});

test("over https the cookies are such that no other host can set them", async (t) => {
  const secure = await startTestDeployment(t, { accessUrl: "https://coder.example" });
  const { id, redirectUri } = await newClient({ url: secure.ownUrl });
  const asked = authorizeUrl({ url: secure.ownUrl }, { id, secret: "", redirectUri }, newProof(), {
    resource: "https://coder.example",
  });
  const answer = await fetch(asked, { redirect: "manual" });
  assert.equal(answer.status, 303);
  const cookies = answer.headers.getSetCookie();
  assert.equal(cookies.length, 4);
  for (const cookie of cookies) {
    assert.match(cookie, /^__(?:Host|Secure)-coder_oauth_/);
    assert.match(cookie, /; samesite=lax; secure; httponly$/);
    if (cookie.startsWith("__Host-")) assert.match(cookie, /; path=\/;/);
    else assert.match(cookie, /; path=\/oauth2\/authorize\//);
  }
});

test("a deployment that does not reach the Internet tells clients to register", async (t) => {
  const alone = await startTestDeployment({ after: (fn) => t.after(fn) }, { oauthClientDocuments: false });
  const server = Object(await (await fetch(`${alone.url}/.well-known/oauth-authorization-server`)).json());
  assert.equal(server.client_id_metadata_document_supported, false);
  assert.equal(server.registration_endpoint, `${alone.url}/oauth2/register`);
  const described = {
    id: "https://client.example/client.json",
    secret: "",
    redirectUri: "http://127.0.0.1/cb",
  };
  const refused = await fetch(authorizeUrl(alone, described, newProof()), { redirect: "manual" });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /client is invalid|invalid_client/);
  const client = await newClient(alone);
  const asked = await fetch(authorizeUrl(alone, client, newProof()), { redirect: "manual" });
  assert.equal(asked.status, 303);
});
