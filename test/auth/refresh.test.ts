import assert from "node:assert/strict";
import { after } from "node:test";
import { modern } from "../support/mcp-request.ts";
import { newClient, refresh, revoke, tokensFor } from "../support/oauth-flow.ts";
import { authPlace } from "./auth-place.ts";
import { requirement } from "./requirement.ts";

const place = await authPlace({ after });
const { browser, client, url } = place;

const works = async (token: string): Promise<boolean> => (await modern(url, { token })).status === 200;

requirement("refresh-rotated", async () => {
  const first = await tokensFor(place, browser, client);
  const { status, body } = await refresh(place, client, first.refresh_token);
  assert.equal(status, 200);
  assert.notEqual(body.refresh_token, first.refresh_token);
  assert.notEqual(body.access_token, first.access_token);
  assert.ok(await works(body.access_token));
});

requirement("refresh-race", async () => {
  let { refresh_token: token } = await tokensFor(place, browser, client);
  for (let round = 0; round < 2; round++) {
    const old = token;
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(place, client, old)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array.from({ length: 8 }, () => 200),
    );
    for (const { body } of answers) assert.ok(await works(body.access_token));
    token = answers[round]?.body.refresh_token;
  }
  assert.equal((await refresh(place, client, token)).status, 200);
});

requirement("refresh-scope", async () => {
  const narrow = await tokensFor(place, browser, client, { asked: { scope: "workspace:read" } });
  for (const scope of ["coder:all", "workspace:read workspace:delete", "workspace:*"]) {
    const { status, body } = await refresh(place, client, narrow.refresh_token, { scope });
    if (status === 200) assert.equal(body.scope, "workspace:read");
    else assert.equal(body.error, "invalid_scope");
  }
});

requirement("refresh-other-client", async () => {
  const other = await newClient(place, { client_name: "Another" });
  const { refresh_token: token } = await tokensFor(place, browser, client);
  const { status, body } = await refresh(place, other, token);
  assert.equal(status, 400);
  assert.equal(body.error, "invalid_grant");
});

requirement("refresh-revoked", async () => {
  const tokens = await tokensFor(place, browser, client);
  assert.ok(await works(tokens.access_token));
  assert.equal((await revoke(place, client, tokens.refresh_token)).status, 200);
  assert.equal((await refresh(place, client, tokens.refresh_token)).body.error, "invalid_grant");
  assert.equal(await works(tokens.access_token), false);
});

requirement("token-revoked", async () => {
  const other = await newClient(place, { client_name: "Another" });
  const tokens = await tokensFor(place, browser, client);
  // Only the client that has a token can revoke it.
  await revoke(place, other, tokens.access_token);
  assert.ok(await works(tokens.access_token));
  assert.equal((await revoke(place, client, tokens.access_token)).status, 200);
  assert.equal(await works(tokens.access_token), false);
});
