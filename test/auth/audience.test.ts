import assert from "node:assert/strict";
import { after } from "node:test";
import { callApi } from "../support/api-calls.ts";
import { redirectOf } from "../support/browser.ts";
import { legacy, modern } from "../support/mcp-request.ts";
import {
  authorizeUrl,
  codeFor,
  MCP_PATH,
  newProof,
  redeem,
  refresh,
  tokensFor,
} from "../support/oauth-flow.ts";
import { authPlace } from "./auth-place.ts";
import { requirement } from "./requirement.ts";

const place = await authPlace({ after });
const { browser, client, mcpUrl, url } = place;

requirement("audience-rest", async () => {
  const { access_token: token } = await tokensFor(place, browser, client);
  assert.equal((await modern(url, { token })).status, 200);
  for (const line of ["GET /users/me", "GET /workspaces", "GET /templates", "POST /users/me/keys/tokens"]) {
    const { status } = await callApi({ url, token }, line, line.startsWith("POST") ? {} : undefined);
    assert.ok(status === 401 || status === 403, `${line}: ${status}`);
  }
});

requirement("audience-mcp", async () => {
  const { access_token: token } = await tokensFor(place, browser, client, { asked: { resource: url } });
  assert.equal((await callApi({ url, token }, "GET /users/me")).status, 200);
  for (const answer of [await modern(url, { token }), await legacy(url, { token, method: "ping" })]) {
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get("www-authenticate") ?? "", /error="invalid_token"/);
  }
});

requirement("audience-unknown", async () => {
  for (const resource of [
    "https://evil.example/mcp",
    `${url}.evil.example/`,
    `${url}/api/v2`,
    `${mcpUrl}/../../v2`,
    `${url}/other`,
    "urn:mcp",
    "not a uri",
    `${mcpUrl}#fragment`,
  ]) {
    const page = await browser.open(authorizeUrl(place, client, newProof(), { resource }));
    assert.equal(redirectOf(page)?.searchParams.get("error"), "invalid_target", resource);
  }
});

requirement("audience-redeem", async () => {
  const proof = newProof();
  const code = await codeFor(browser, authorizeUrl(place, client, proof));
  const { status, body } = await redeem(place, client, { code, proof }, { resource: url });
  assert.equal(status, 400);
  assert.ok(["invalid_target", "invalid_grant"].includes(body.error), body.error);
  const tokens = await tokensFor(place, browser, client);
  const refreshed = await refresh(place, client, tokens.refresh_token, { resource: url });
  assert.equal(refreshed.status, 400);
});

requirement("metadata-resource", async () => {
  const { headers } = await modern(url);
  const address = /resource_metadata="([^"]+)"/.exec(headers.get("www-authenticate") ?? "")?.[1] ?? "";
  assert.equal(address, `${url}/.well-known/oauth-protected-resource${MCP_PATH}`);
  const metadata: unknown = JSON.parse(await (await fetch(address)).text());
  assert.equal(Object(metadata).resource, mcpUrl);
  assert.deepEqual(Object(metadata).authorization_servers, [url]);
  assert.deepEqual(Object(metadata).bearer_methods_supported, ["header"]);
});

requirement("metadata-issuer", async () => {
  const metadata = Object(await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json());
  assert.equal(metadata.issuer, url);
  assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  assert.deepEqual(metadata.code_challenge_methods_supported, ["S256"]);
  assert.deepEqual(metadata.response_types_supported, ["code"]);
  for (const name of [
    "authorization_endpoint",
    "token_endpoint",
    "registration_endpoint",
    "revocation_endpoint",
  ]) {
    assert.equal(new URL(metadata[name]).origin, url, name);
  }
});
