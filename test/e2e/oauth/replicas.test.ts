import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startBalancer } from "../../support/balancer.ts";
import { openBrowser } from "../../support/browser.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../../support/deployment.ts";
import { modern } from "../../support/mcp-request.ts";
import {
  askConsent,
  authorizeUrl,
  codeFor,
  decide,
  logIn,
  newClient,
  newProof,
  redeem,
  refresh,
  revoke,
} from "../../support/oauth-flow.ts";
import { query } from "../../support/query.ts";
import { runCoder } from "../../support/run-coder.ts";
import { until } from "../../support/until.ts";

const closing = closeInReverse({ after });
const balancer = await startBalancer({ after: closing });
const first = await startTestDeployment({ after: closing }, { accessUrl: balancer.url });
const second = await startTestDeployment({ after: closing }, { accessUrl: balancer.url, replicaOf: first });
balancer.targets.push(first.ownUrl, second.ownUrl);
// What tidies up asks the balancer too, when the second one has ended.
closing(async () => void balancer.targets.pop());
const [a, b] = [{ url: first.ownUrl }, { url: second.ownUrl }];
const { postgresUrl } = first;
const client = await newClient(a);
const resource = `${balancer.url}/api/experimental/mcp/http`;
const browser = openBrowser(balancer.url);
await logIn(balancer, browser, first.owner);

/** A code that was asked for at the balancer: each step of it may have been at either replica. */
async function freshCode() {
  const proof = newProof();
  return { proof, code: await codeFor(browser, authorizeUrl(balancer, client, proof)) };
}

const opens = async (url: string, token: string): Promise<boolean> =>
  (await modern(url, { token })).status === 200;

async function rotateKeys(): Promise<void> {
  const env = {
    CODER_CONFIG_DIR: await temporaryDirectory({ after: closing }),
    CODER_PG_CONNECTION_URL: postgresUrl,
  };
  const done = await runCoder(["server", "rotate-keys"], env);
  assert.deepEqual([done.code, done.stderr], [0, ""]);
  assert.match(done.stdout, /fresh key/);
}

test("what one replica began the other goes on with", async () => {
  const granted = await redeem(b, client, await freshCode(), { resource });
  assert.equal(granted.status, 200);
  assert.ok(await opens(a.url, granted.body.access_token));
  const renewed = await refresh(a, client, granted.body.refresh_token);
  assert.equal(renewed.status, 200);
  assert.ok(await opens(b.url, renewed.body.access_token));
});

test("a code is redeemed once, whichever replicas are asked at the same time", async () => {
  const fresh = await freshCode();
  const answers = await Promise.all([a, b, a, b].map((replica) => redeem(replica, client, fresh)));
  const taken = answers.filter(({ status }) => status === 200);
  assert.ok(taken.length <= 1);
  for (const { status, body } of answers) {
    if (status !== 200) assert.equal(body.error, "invalid_grant");
  }
  for (const { body } of taken) assert.equal(await opens(b.url, body.access_token), false);
});

test("a token that one replica revokes is refused by the other at once", async () => {
  const { body } = await redeem(a, client, await freshCode());
  assert.ok(await opens(a.url, body.access_token));
  assert.ok(await opens(b.url, body.access_token));
  await revoke(a, client, body.access_token);
  assert.equal(await opens(a.url, body.access_token), false);
  await until("the other replica has heard of it", async () => !(await opens(b.url, body.access_token)));
});

test("rotating the keys logs nobody out and breaks no authorization in progress", async () => {
  const { body } = await redeem(a, client, await freshCode());
  const proof = newProof();
  const page = await askConsent(browser, authorizeUrl(balancer, client, proof));
  const before = browser.cookies.get("coder_oauth_interaction.sig")?.value;
  await rotateKeys();
  assert.equal((await query(postgresUrl, "select * from crypto_keys")).length, 2);
  const target = await decide(browser, page, "allow");
  const code = target.searchParams.get("code") ?? "";
  assert.equal((await redeem(b, client, { code, proof })).status, 200);
  assert.ok(await opens(b.url, body.access_token));
  assert.equal((await refresh(a, client, body.refresh_token)).status, 200);
  await askConsent(browser, authorizeUrl(balancer, client, newProof()));
  assert.notEqual(browser.cookies.get("coder_oauth_interaction.sig")?.value, before);
});
