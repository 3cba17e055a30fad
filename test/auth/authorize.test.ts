import assert from "node:assert/strict";
import { after } from "node:test";
import { openBrowser, redirectOf, type Fields } from "../support/browser.ts";
import {
  askConsent,
  authorizeUrl,
  decide,
  newClient,
  newProof,
  REDIRECT_URI,
  type OAuthClient,
} from "../support/oauth-flow.ts";
import { authPlace } from "./auth-place.ts";
import { requirement } from "./requirement.ts";

const place = await authPlace({ after });
const { browser, client, url } = place;

/** Where the browser ends up after asking for an authorization. */
async function ask(changes: Fields, of: OAuthClient = client) {
  const page = await browser.open(authorizeUrl(place, of, newProof(), changes));
  return { page, target: redirectOf(page) };
}

/** An error goes back to the client, or stays here; a consent page is neither. */
async function isRefused(changes: Fields, error: RegExp): Promise<void> {
  const { page, target } = await ask(changes);
  assert.ok(!new URL(page.url).pathname.startsWith("/oauth2/consent/"), JSON.stringify(changes));
  if (target === undefined) assert.ok(page.status >= 400 && page.status < 500, String(page.status));
  else assert.match(target.searchParams.get("error") ?? "", error);
}

requirement("pkce-missing", async () => {
  await isRefused({ code_challenge: undefined, code_challenge_method: undefined }, /^invalid_request$/);
  await isRefused({ code_challenge: "" }, /^invalid_request$/);
  await isRefused({ code_challenge: "short" }, /^invalid_request$/);
});

requirement("pkce-plain", async () => {
  await isRefused({ code_challenge_method: "plain" }, /^invalid_request$/);
  await isRefused({ code_challenge_method: undefined }, /^invalid_request$/);
  await isRefused({ code_challenge_method: "s256" }, /^invalid_request$/);
});

/** Neither a code nor an error may go there. */
async function isNotFollowed(of: OAuthClient, redirect: string): Promise<void> {
  for (const changes of [{}, { scope: "no:such" }, { code_challenge: undefined }]) {
    const { page, target } = await ask({ redirect_uri: redirect, ...changes }, of);
    assert.equal(target, undefined, `${redirect} led to ${target?.href}`);
    assert.equal(page.status, 400, `${redirect}: ${page.status}`);
  }
}

requirement("redirect-exact", async () => {
  const web = await newClient(place, { redirect_uris: ["https://app.example/callback"] });
  for (const redirect of [
    "https://app.example/callback/",
    "https://app.example/callback?x=1",
    "https://app.example/callback#x",
    "https://app.example/Callback",
    "https://APP.example/callback/../callback",
    "https://app.example/callback/../evil",
    "https://app.example/callback%2f..%2fevil",
    "https://app.example:444/callback",
    "https://app.example@evil.example/callback",
    "https://user@app.example/callback",
    "https://app.example.evil.example/callback",
    "https://evil.example/callback",
    "https://evil.example\\@app.example/callback",
    "http://app.example/callback",
    "//app.example/callback",
    "javascript://app.example/callback",
    "https://app.example/callback\t",
    "https://app.example/callback\u0000",
  ]) {
    await isNotFollowed(web, redirect);
  }
  const { target } = await ask(
    { redirect_uri: ["https://app.example/callback", "https://evil.example/"] },
    web,
  );
  assert.notEqual(target?.host, "evil.example");
});

requirement("redirect-loopback", async () => {
  const { page } = await ask({ redirect_uri: "http://127.0.0.1:1/callback" });
  assert.match(page.url, /\/oauth2\/consent\//);
  for (const redirect of [
    "http://127.0.0.1:33418/other",
    "http://127.0.0.2:33418/callback",
    "http://127.0.0.1.evil.example:33418/callback",
    "https://127.0.0.1:33418/callback",
    "http://127.0.0.1:33418@evil.example/callback",
    "http://user@127.0.0.1:33418/callback",
    "http://2130706433:33418/other",
  ]) {
    await isNotFollowed(client, redirect);
  }
});

requirement("redirect-error", async () => {
  for (const changes of [
    { client_id: "nobody" },
    { client_id: undefined },
    { redirect_uri: "https://evil.example/" },
  ]) {
    for (const fault of [
      {},
      { response_type: "token" },
      { scope: "no:such" },
      { code_challenge: undefined },
    ]) {
      const { page, target } = await ask({ ...changes, ...fault });
      assert.equal(target, undefined);
      assert.ok(page.status === 400 || page.status === 401, String(page.status));
    }
  }
});

requirement("mix-up-success", async () => {
  const address = authorizeUrl(place, client, newProof());
  const target = await decide(browser, await askConsent(browser, address), "allow");
  assert.equal(`${target.origin}${target.pathname}`, REDIRECT_URI);
  assert.deepEqual(target.searchParams.getAll("iss"), [url]);
  assert.deepEqual(target.searchParams.getAll("state"), ["a-state"]);
  assert.equal(target.searchParams.getAll("code").length, 1);
});

requirement("mix-up-error", async () => {
  const address = authorizeUrl(place, client, newProof());
  const denied = await decide(browser, await askConsent(browser, address), "deny");
  const { target: invalid } = await ask({ code_challenge_method: "plain" });
  for (const target of [denied, invalid]) {
    assert.ok(target !== undefined);
    assert.notEqual(target.searchParams.get("error"), null);
    assert.deepEqual(target.searchParams.getAll("iss"), [url]);
    assert.deepEqual(target.searchParams.getAll("state"), ["a-state"]);
    assert.equal(target.searchParams.get("code"), null);
  }
  assert.equal(denied.searchParams.get("error"), "access_denied");
});

requirement("deputy-silent", async () => {
  for (const changes of [{}, { prompt: "none" }, { prompt: "login" }, { prompt: "consent" }]) {
    const address = authorizeUrl(place, client, newProof());
    assert.notEqual(
      (await decide(browser, await askConsent(browser, address), "allow")).searchParams.get("code"),
      null,
    );
    const { target } = await ask(changes);
    assert.equal(target?.searchParams.get("code") ?? null, null, JSON.stringify(changes));
  }
});

requirement("login-redirect", async () => {
  for (const redirect of [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/.//evil.example",
    "/..//evil.example",
    "/x/..//evil.example",
    "@evil.example",
    ".evil.example",
    "%2f%2fevil.example",
  ]) {
    const fresh = openBrowser(url);
    const login = await fresh.open(`${url}/login?redirect=${encodeURIComponent(redirect)}`);
    const { email, password } = place.owner;
    const next = await fresh.submit(login, { email, password });
    assert.equal(redirectOf(next), undefined, `${redirect} led to ${redirectOf(next)?.href}`);
    assert.equal(new URL(next.url).origin, url, redirect);
  }
});
