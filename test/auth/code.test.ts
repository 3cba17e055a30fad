import assert from "node:assert/strict";
import { after } from "node:test";
import { modern } from "../support/mcp-request.ts";
import { authorizeUrl, codeFor, newClient, newProof, redeem, refresh } from "../support/oauth-flow.ts";
import { authPlace } from "./auth-place.ts";
import { requirement } from "./requirement.ts";

const place = await authPlace({ after });
const { browser, client, url } = place;

async function freshCode() {
  const proof = newProof();
  return { proof, code: await codeFor(browser, authorizeUrl(place, client, proof)) };
}

async function isInvalidGrant(answer: Promise<Awaited<ReturnType<typeof redeem>>>): Promise<void> {
  const { status, body } = await answer;
  assert.equal(status, 400);
  assert.equal(body.error, "invalid_grant");
}

requirement("code-replayed", async () => {
  const redemption = await freshCode();
  const first = await redeem(place, client, redemption);
  assert.equal(first.status, 200);
  const { access_token: token, refresh_token: refreshToken } = first.body;
  assert.equal((await modern(url, { token })).status, 200);
  await isInvalidGrant(redeem(place, client, redemption));
  assert.equal((await modern(url, { token })).status, 401);
  await isInvalidGrant(refresh(place, client, refreshToken));
});

requirement("code-other-client", async () => {
  const other = await newClient(place);
  const redemption = await freshCode();
  await isInvalidGrant(redeem(place, other, redemption));
});

requirement("code-other-redirect", async () => {
  for (const redirect of ["http://127.0.0.1:33418/other", "https://evil.example/callback"]) {
    await isInvalidGrant(redeem(place, client, await freshCode(), { redirect_uri: redirect }));
  }
});

requirement("pkce-wrong-verifier", async () => {
  for (const verifier of [newProof().verifier, "a".repeat(43)]) {
    const { code } = await freshCode();
    await isInvalidGrant(redeem(place, client, { code, proof: { verifier, challenge: "" } }));
  }
});

requirement("pkce-downgrade", async () => {
  for (const verifier of [undefined, ""]) {
    const { status, body } = await redeem(place, client, await freshCode(), { code_verifier: verifier });
    assert.equal(status, 400);
    assert.ok(["invalid_grant", "invalid_request"].includes(body.error), body.error);
  }
  // The challenge itself is no verifier: that would be the method plain.
  const { code, proof } = await freshCode();
  await isInvalidGrant(redeem(place, client, { code, proof: { ...proof, verifier: proof.challenge } }));
});
