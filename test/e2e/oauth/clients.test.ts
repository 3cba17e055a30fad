import assert from "node:assert/strict";
import { after, test } from "node:test";
import { authPlace } from "../../auth/auth-place.ts";
import {
  askTokens,
  authorizeUrl,
  codeFor,
  newClient,
  newProof,
  redeem,
  refresh,
  register,
} from "../../support/oauth-flow.ts";
import { query } from "../../support/query.ts";

const place = await authPlace({ after });
const { browser, url } = place;

test("a confidential client must authenticate, also to refresh, with a secret that nobody keeps", async () => {
  const { body, status } = await register(place, { token_endpoint_auth_method: "client_secret_post" });
  assert.equal(status, 201);
  assert.match(body.client_secret, /^coder_\w{10}_\w{40}$/);
  assert.equal(body.client_secret_expires_at, 0);
  const client = { id: body.client_id, secret: body.client_secret, redirectUri: body.redirect_uris[0] };
  const proof = newProof();
  const code = await codeFor(browser, authorizeUrl(place, client, proof));
  const without = { ...client, secret: "" };
  assert.equal((await redeem(place, without, { code, proof })).body.error, "invalid_client");
  const tokens = await redeem(place, client, { code, proof });
  assert.equal(tokens.status, 200);
  for (const secret of ["", `${client.secret}x`, "sha256:"]) {
    const { status: refused } = await refresh(place, { ...client, secret }, tokens.body.refresh_token);
    assert.equal(refused, 401);
  }
  assert.equal((await refresh(place, client, tokens.body.refresh_token)).status, 200);
  const stored = JSON.stringify(await query(place.postgresUrl, "select * from oauth_clients"));
  assert.ok(!stored.includes(client.secret));
});

test("what the database keeps of codes and tokens opens nothing", async () => {
  const client = await newClient(place);
  const proof = newProof();
  const code = await codeFor(browser, authorizeUrl(place, client, proof));
  const { body } = await redeem(place, client, { code, proof });
  const rows = await query(
    place.postgresUrl,
    "select kind, encode(hashed_id, 'escape') id, payload from oauth_artifacts",
  );
  const stored = JSON.stringify(rows);
  for (const secret of [code, body.access_token, body.refresh_token]) assert.ok(!stored.includes(secret));
});

test("a client reads, changes and deletes its registration with the token that it got", async () => {
  const registered = await register(place, { token_endpoint_auth_method: "client_secret_basic" });
  const {
    registration_access_token: key,
    registration_client_uri: uri,
    client_secret: secret,
  } = registered.body;
  const call = async (method: string, body?: object, bearer = key) => {
    const headers = { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" };
    return await fetch(uri, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  };
  assert.equal((await call("GET", undefined, "wrong")).status, 401);
  const read = Object(await (await call("GET")).json());
  assert.equal(read.client_name, "A test");
  assert.ok(!("client_secret" in read));
  const change = { ...read, client_name: "Renamed" };
  for (const field of ["registration_access_token", "registration_client_uri", "client_id_issued_at"]) {
    delete change[field];
  }
  assert.equal((await call("PUT", { ...change, client_secret: "guessed" })).status, 400);
  const changed = await call("PUT", { ...change, client_secret: secret });
  assert.equal(changed.status, 200);
  assert.equal(Object(await changed.json()).client_name, "Renamed");
  const client = { id: read.client_id, secret, redirectUri: read.redirect_uris[0] };
  const proof = newProof();
  const code = await codeFor(browser, authorizeUrl(place, client, proof));
  assert.equal((await redeem(place, client, { code, proof })).status, 200);
  assert.equal((await call("DELETE")).status, 204);
  assert.equal((await call("GET")).status, 401);
  assert.equal(
    (await askTokens(place, client, { grant_type: "refresh_token" })).body.error,
    "invalid_client",
  );
});

test("registrations of well-known clients are taken as they come", async () => {
  const editor = await register(place, {
    client_name: "Visual Studio Code",
    redirect_uris: ["http://127.0.0.1:33418/", "vscode://vscode.mcp/callback", "https://vscode.dev/redirect"],
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "client_secret_post",
    scope: "workspace:read user:read_personal something:else",
    software_id: "vscode",
  });
  assert.equal(editor.status, 201);
  assert.deepEqual(editor.body.grant_types, ["authorization_code"]);
  const device = await register(place, {
    redirect_uris: undefined,
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
  });
  assert.equal(device.status, 201);
  for (const bad of [
    { redirect_uris: [] },
    { redirect_uris: ["ftp://x.example/"] },
    { redirect_uris: "x" },
  ]) {
    const { status, body } = await register(place, bad);
    assert.equal(status, 400, JSON.stringify(bad));
    assert.match(body.error, /^invalid_(?:client_metadata|redirect_uri)$/);
  }
  const broken = await fetch(`${url}/oauth2/register`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{",
  });
  assert.equal(broken.status, 400);
});

test("a client without the grant refresh_token gets no refresh token", async () => {
  const client = await newClient(place, { grant_types: ["authorization_code"] });
  const proof = newProof();
  const code = await codeFor(browser, authorizeUrl(place, client, proof));
  const { body } = await redeem(place, client, { code, proof });
  assert.ok(body.access_token);
  assert.equal(body.refresh_token, undefined);
});
