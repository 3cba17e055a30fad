import assert from "node:assert/strict";
import { after, test } from "node:test";
import { authPlace } from "../../auth/auth-place.ts";
import { callApi, expectApi } from "../../support/api-calls.ts";
import { redirectOf } from "../../support/browser.ts";
import { modern } from "../../support/mcp-request.ts";
import {
  askConsent,
  authorizeUrl,
  decide,
  newClient,
  newProof,
  refresh,
  revoke,
  tokensFor,
} from "../../support/oauth-flow.ts";
import { newMember } from "../../support/people.ts";
import { query } from "../../support/query.ts";

const place = await authPlace({ after });
const { browser, client, url, mcpUrl } = place;

const opensMcp = async (token: string): Promise<boolean> => (await modern(url, { token })).status === 200;

/** Makes the first use of the grant's refresh tokens look `seconds` old. */
const age = async (seconds: number): Promise<unknown> =>
  await query(
    place.postgresUrl,
    "update oauth_artifacts set consumed_at = consumed_at - make_interval(secs => $1) where kind = 'RefreshToken'",
    [seconds],
  );

test("a client that asks for nothing gets the tools' scopes for the MCP endpoint", async () => {
  const asked = { resource: undefined, scope: undefined };
  const tokens = await tokensFor(place, browser, client, { asked });
  assert.match(tokens.scope, /^workspace:read .*workspace:exec .*file:read/);
  assert.equal(tokens.expires_in, 3600);
  assert.ok(await opensMcp(tokens.access_token));
});

test("scopes that a person unticks are not granted, nor what other protocols ask for", async () => {
  const tokens = await tokensFor(place, browser, client, {
    asked: { scope: "openid offline_access workspace:read template:read", nonce: "n", claims: "x" },
    chosen: { scope: "template:read" },
  });
  assert.equal(tokens.scope, "template:read");
  const wrong = await browser.open(authorizeUrl(place, client, newProof(), { scope: "workspace:fly" }));
  const answer = redirectOf(wrong)?.searchParams;
  assert.equal(answer?.get("error"), "invalid_scope");
  assert.equal(answer?.get("iss"), url);
});

test("a resource with a slash or a query at its end is the same one", async () => {
  const tokens = await tokensFor(place, browser, client, {
    asked: { resource: `${mcpUrl}/?toolset=minimal` },
  });
  assert.ok(await opensMcp(tokens.access_token));
});

test("a token for the REST API has the grant's scopes there", async () => {
  const asked = { resource: url, scope: "workspace:read" };
  const { access_token: token } = await tokensFor(place, browser, client, { asked });
  assert.equal((await callApi({ url, token }, "GET /workspaces")).status, 200);
  assert.equal((await callApi({ url, token }, "GET /templates")).body.length, 0);
  assert.equal(await opensMcp(token), false);
});

test("a client makes no tokens that would outlive its grant", async () => {
  const asked = { resource: url, scope: "coder:all" };
  const { access_token: token } = await tokensFor(place, browser, client, { asked });
  assert.equal((await callApi({ url, token }, "GET /users/me")).status, 200);
  for (const line of ["POST /users/me/keys", "POST /users/me/keys/tokens"]) {
    const { status, body } = await callApi({ url, token }, line, {});
    assert.equal(status, 403);
    assert.match(body.detail, /outlive/);
  }
});

test("a tool of the MCP endpoint calls the API as the token's user", async () => {
  const { access_token: token } = await tokensFor(place, browser, client);
  const answer = await modern(url, {
    token,
    method: "tools/call",
    params: { name: "list_templates", arguments: {} },
  });
  assert.equal(answer.status, 200);
  assert.match(JSON.stringify(answer.body.result), /local/);
});

test("a refresh token that is used after its grace ends the whole grant", async () => {
  const first = await tokensFor(place, browser, client);
  const second = (await refresh(place, client, first.refresh_token)).body;
  await age(29);
  assert.equal((await refresh(place, client, first.refresh_token)).status, 200);
  await age(2);
  assert.equal((await refresh(place, client, first.refresh_token)).body.error, "invalid_grant");
  assert.equal((await refresh(place, client, second.refresh_token)).body.error, "invalid_grant");
  assert.equal(await opensMcp(second.access_token), false);
});

test("what eight refreshes at once got goes on, each by itself, twice in a row", async () => {
  const { refresh_token: token } = await tokensFor(place, browser, client);
  const eight = async (old: string) =>
    await Promise.all(Array.from({ length: 8 }, () => refresh(place, client, old)));
  const first = await eight(token);
  const second = await eight(first[3]?.body.refresh_token);
  for (const { status, body } of [...first, ...second]) {
    assert.equal(status, 200);
    assert.ok(await opensMcp(body.access_token));
    assert.equal((await refresh(place, client, body.refresh_token)).status, 200);
  }
});

test("an end that the person chose ends access and refresh", async () => {
  const tokens = await tokensFor(place, browser, client, { chosen: { expiry: "1" } });
  const [grant] = await query(
    place.postgresUrl,
    "select id, expires_at from oauth_grants order by created_at desc limit 1",
  );
  assert.ok(Math.abs(grant.expires_at.getTime() - Date.now() - 86_400_000) < 60_000);
  await query(
    place.postgresUrl,
    "update oauth_grants set expires_at = now() - interval '1 s' where id = $1",
    [grant.id],
  );
  assert.equal(await opensMcp(tokens.access_token), false);
  assert.equal((await refresh(place, client, tokens.refresh_token)).body.error, "invalid_grant");
});

test("a suspended user's tokens open nothing and refresh nothing, until the user is active again", async () => {
  const person = await newMember(place);
  const tokens = await tokensFor(place, await place.browserOf(person), client);
  assert.ok(await opensMcp(tokens.access_token));
  await expectApi(place, `PUT /users/${person.id}/status/suspend`);
  assert.equal(await opensMcp(tokens.access_token), false);
  assert.equal((await refresh(place, client, tokens.refresh_token)).body.error, "invalid_grant");
  await expectApi(place, `PUT /users/${person.id}/status/activate`);
  assert.ok(await opensMcp(tokens.access_token));
});

test("a changed password ends what clients were allowed before", async () => {
  const person = await newMember(place);
  const tokens = await tokensFor(place, await place.browserOf(person), client);
  const change = { old_password: person.password, password: "Another-Horse-9!" };
  await expectApi({ ...place, token: person.token }, `PUT /users/me/password`, change);
  assert.equal(await opensMcp(tokens.access_token), false);
  assert.equal((await refresh(place, client, tokens.refresh_token)).body.error, "invalid_grant");
});

test("a person takes everything back from a client; a token cannot do it for them", async () => {
  const tokens = await tokensFor(place, browser, client);
  const drop = async (token: string, search = `?client_id=${client.id}`) => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await fetch(`${url}/oauth2/tokens${search}`, { method: "DELETE", headers })).status;
  };
  assert.equal(await drop(""), 401);
  const { key } = await expectApi(place, "POST /users/me/keys/tokens", {
    token_name: "narrow",
    scope: "all",
  });
  assert.equal(await drop(key), 401);
  assert.equal(await drop(place.token, ""), 400);
  assert.equal(await drop(place.token), 204);
  assert.equal(await opensMcp(tokens.access_token), false);
  assert.equal((await refresh(place, client, tokens.refresh_token)).status, 400);
});

test("revoking what is unknown, or another client's, is answered like success", async () => {
  assert.equal((await revoke(place, client, "unknown")).status, 200);
  const tokens = await tokensFor(place, browser, client);
  const other = await newClient(place, { client_name: "Another" });
  assert.equal((await revoke(place, other, tokens.access_token)).status, 200);
  assert.ok(await opensMcp(tokens.access_token));
});

test("who denies sends the client away with access_denied and the issuer", async () => {
  const page = await askConsent(browser, authorizeUrl(place, client, newProof()));
  const { searchParams } = await decide(browser, page, "deny");
  assert.deepEqual(
    ["error", "state", "iss"].map((name) => searchParams.get(name)),
    ["access_denied", "a-state", url],
  );
});

test("a token in place of a session's cookie cannot consent", async () => {
  const { access_token: token } = await tokensFor(place, browser, client, { asked: { resource: url } });
  const { key } = await expectApi(place, "POST /users/me/keys/tokens", {
    token_name: "posing",
    scope: "all",
  });
  for (const posing of [token, key]) {
    const answer = await fetch(authorizeUrl(place, client, newProof()), {
      redirect: "manual",
      headers: { Cookie: `coder_session_token=${posing}` },
    });
    assert.match(answer.headers.get("location") ?? "", /^\/login\?redirect=%2Foauth2%2Fconsent%2F/);
  }
});
