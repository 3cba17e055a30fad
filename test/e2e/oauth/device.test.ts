import assert from "node:assert/strict";
import { after, test } from "node:test";
import { authPlace } from "../../auth/auth-place.ts";
import { openBrowser } from "../../support/browser.ts";
import { modern } from "../../support/mcp-request.ts";
import { askTokens, newClient } from "../../support/oauth-flow.ts";
import { query } from "../../support/query.ts";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const place = await authPlace({ after });
const { browser, url } = place;
const client = await newClient(place, {
  client_name: "Headless",
  redirect_uris: undefined,
  grant_types: [GRANT, "refresh_token"],
});

async function begin() {
  const body = new URLSearchParams({ client_id: client.id, scope: "workspace:read" });
  const answer = await fetch(`${url}/oauth2/device_authorization`, { method: "POST", body });
  assert.equal(answer.status, 200);
  return Object(await answer.json());
}

const poll = async (deviceCode: string) =>
  (await askTokens(place, client, { grant_type: GRANT, device_code: deviceCode })).body;

test("a device gets its tokens once a person has typed its code and allowed it", async () => {
  const device = await begin();
  assert.equal(device.verification_uri, `${url}/oauth2/device`);
  assert.match(device.user_code, /^[B-Z]{4}-[B-Z]{4}$/);
  assert.equal((await poll(device.device_code)).error, "authorization_pending");
  assert.equal((await poll(device.device_code)).error, "slow_down");
  const form = await browser.open(device.verification_uri);
  const wrong = await browser.submit(form, { user_code: "BBBB-BBBB" });
  assert.match(wrong.text, /no such code/);
  const asked = await browser.submit(wrong, { user_code: device.user_code.toLowerCase() });
  assert.match(new URL(asked.url).pathname, /^\/oauth2\/consent\//);
  assert.ok(asked.text.includes(device.user_code));
  const done = await browser.submit(asked, { decision: "allow" });
  assert.equal(done.status, 200);
  assert.match(done.text, /Headless/);
  const tokens = await poll(device.device_code);
  assert.equal(tokens.scope, "workspace:read");
  assert.equal((await modern(url, { token: tokens.access_token })).status, 200);
  const renewed = await askTokens(place, client, {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token,
  });
  assert.equal(renewed.status, 200);
  assert.equal((await poll(device.device_code)).error, "invalid_grant");
});

test("a link with the code in it only fills in the form", async () => {
  const device = await begin();
  const page = await browser.open(device.verification_uri_complete);
  assert.equal(page.status, 200);
  assert.ok(page.text.includes(`value="${device.user_code}"`));
  assert.equal((await poll(device.device_code)).error, "authorization_pending");
  const asked = await browser.submit(page);
  assert.ok(asked.text.includes(device.user_code));
});

test("a person who is not logged in is asked to log in on the way", async () => {
  const device = await begin();
  const stranger = openBrowser(url);
  const form = await stranger.open(device.verification_uri);
  const login = await stranger.submit(form, { user_code: device.user_code });
  assert.equal(new URL(login.url).pathname, "/login");
  const { email, password } = place.owner;
  const asked = await stranger.submit(login, { email, password });
  assert.ok(asked.text.includes(device.user_code));
  await stranger.submit(asked, { decision: "allow" });
  assert.ok((await poll(device.device_code)).access_token);
});

test("a device is told that the person denied it", async () => {
  const device = await begin();
  const form = await browser.open(device.verification_uri);
  const asked = await browser.submit(form, { user_code: device.user_code });
  const done = await browser.submit(asked, { decision: "deny" });
  assert.match(done.text, /Headless/);
  assert.equal((await poll(device.device_code)).error, "access_denied");
});

test("an expired code is of no use to the person nor to the device", async () => {
  const device = await begin();
  await query(
    place.postgresUrl,
    "update oauth_artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 60) where lookup = $1",
    [device.user_code.replace("-", "")],
  );
  const form = await browser.open(device.verification_uri);
  assert.match((await browser.submit(form, { user_code: device.user_code })).text, /expired/);
  assert.equal((await poll(device.device_code)).error, "expired_token");
});

test("a form of another site, or of another browser, submits no code", async () => {
  const device = await begin();
  const form = await browser.open(device.verification_uri);
  const forged = await browser.submit(form, { user_code: device.user_code, csrf: "forged" });
  assert.doesNotMatch(forged.url, /consent/);
  const other = openBrowser(url);
  const foreign = await other.submit({ ...form }, { user_code: device.user_code });
  assert.doesNotMatch(foreign.url, /consent|login/);
  assert.equal((await poll(device.device_code)).error, "authorization_pending");
});

test("a reference to a device code is no device code", async () => {
  const device = await begin();
  const form = await browser.open(device.verification_uri);
  await browser.submit(form, { user_code: device.user_code });
  const [row] = await query(
    place.postgresUrl,
    "select payload ->> 'deviceCode' ref from oauth_artifacts where kind = 'Interaction' and payload ? 'deviceCode' limit 1",
  );
  assert.match(row.ref, /^ref\./);
  const hashed = row.ref.split(".")[1];
  for (const text of [hashed, `ref.${hashed}.${"A".repeat(43)}`]) {
    assert.equal((await poll(text)).error, "invalid_grant");
  }
});
