import assert from "node:assert/strict";
import { after } from "node:test";
import { expectApi } from "../support/api-calls.ts";
import { formOf, openBrowser, redirectOf, type Page } from "../support/browser.ts";
import {
  askConsent,
  authorizeUrl,
  decide,
  logIn,
  newClient,
  newProof,
  redeem,
} from "../support/oauth-flow.ts";
import { newMember } from "../support/people.ts";
import { authPlace } from "./auth-place.ts";
import { requirement } from "./requirement.ts";

const place = await authPlace({ after });
const { browser, client, url } = place;

const question = (of = client): Promise<Page> => askConsent(browser, authorizeUrl(place, of, newProof()));

const codeOf = (page: Page): string | null => redirectOf(page)?.searchParams.get("code") ?? null;

requirement("csrf-consent", async () => {
  const page = await question();
  const { csrf } = Object.fromEntries(formOf(page).fields);
  assert.ok(csrf !== undefined && csrf.length > 20);
  const allow = { decision: "allow" };
  for (const [changes, headers] of [
    [{ csrf: undefined }, {}],
    [{ csrf: "" }, {}],
    [{ csrf: `${csrf}x` }, {}],
    [{}, { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    [{}, { origin: "null", "sec-fetch-site": "cross-site" }],
    [{}, { origin: "https://evil.example" }],
    [{}, { "sec-fetch-site": "same-site" }],
    [{ csrf: formOf(await openBrowser(url).open(`${url}/login`)).fields.get("csrf") ?? "" }, {}],
  ] as const) {
    const sent = await browser.submit(page, { ...allow, ...changes }, headers);
    assert.equal(codeOf(sent), null, JSON.stringify([changes, headers]));
    assert.equal(sent.status, 403, JSON.stringify([changes, headers]));
  }
  // A link, or a form as GET, decides nothing.
  const byGet = await browser.open(`${page.url}?decision=allow&csrf=${csrf}`);
  assert.equal(codeOf(byGet), null);
  assert.notEqual((await decide(browser, page, "allow")).searchParams.get("code"), null);
});

requirement("csrf-login", async () => {
  const { email, password } = place.owner;
  const signedIn = async (
    changes: Record<string, string | undefined>,
    headers: Record<string, string>,
  ): Promise<boolean> => {
    const fresh = openBrowser(url);
    const page = await fresh.open(`${url}/login`);
    await fresh.submit(page, { email, password, ...changes }, headers);
    return [...fresh.cookies.keys()].some((name) => name.endsWith("coder_session_token"));
  };
  assert.equal(await signedIn({}, {}), true);
  assert.equal(await signedIn({}, { origin: "https://evil.example", "sec-fetch-site": "cross-site" }), false);
  assert.equal(await signedIn({}, { origin: "null" }), false);
  assert.equal(await signedIn({ csrf: undefined }, {}), false);
  assert.equal(await signedIn({ csrf: "x" }, {}), false);
  const other = formOf(await openBrowser(url).open(`${url}/login`)).fields.get("csrf") ?? "";
  assert.equal(await signedIn({ csrf: other }, {}), false);
});

requirement("clickjacking", async () => {
  const pages = [
    await openBrowser(url).open(`${url}/login`),
    await question(),
    await browser.open(`${url}/`),
  ];
  pages.push(
    await browser.open(authorizeUrl(place, client, newProof(), { redirect_uri: "https://evil.example/" })),
  );
  for (const { headers, url: address } of pages) {
    assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/, address);
    assert.equal(headers.get("x-frame-options"), "DENY", address);
    assert.match(headers.get("cache-control") ?? "", /no-store/, address);
  }
});

requirement("deputy-browser", async () => {
  const page = await question();
  const mallory = await newMember(place);
  const theirs = await place.browserOf(mallory);
  // The address of somebody else's question, with a session but without the cookie of the browser that asked.
  const opened = await theirs.open(page.url);
  assert.ok(opened.status >= 400, String(opened.status));
  const own = await askConsent(theirs, authorizeUrl(place, client, newProof()));
  const { csrf = "" } = Object.fromEntries(formOf(own).fields);
  const sent = await theirs.submit(page, { csrf, decision: "allow" });
  assert.equal(codeOf(sent), null);
  assert.ok(sent.status >= 400, String(sent.status));
  // Nobody at all.
  const nobody = await openBrowser(url).submit(page, { decision: "allow" });
  assert.equal(codeOf(nobody), null);
  // Another question of the same browser is not answered by this form.
  const second = await question(await newClient(place, { client_name: "Another" }));
  const mixed = await browser.submit(page, { decision: "allow" });
  const target = redirectOf(mixed);
  if (target !== undefined) assert.equal(target.searchParams.get("state"), "a-state");
  assert.notEqual(page.url, second.url);
});

requirement("deputy-switch", async () => {
  const [alice, bob] = [await newMember(place), await newMember(place)];
  const shared = await place.browserOf(alice);
  const proof = newProof();
  const page = await askConsent(shared, authorizeUrl(place, client, proof));
  // Bob takes the browser over, while Alice's question is still open.
  for (const name of shared.cookies.keys()) {
    if (name.endsWith("coder_session_token")) shared.forget(name);
  }
  await logIn(place, shared, bob);
  const stale = await shared.submit(page, { decision: "allow" });
  assert.equal(codeOf(stale), null, "a form made for Alice must not count for Bob");
  const address = authorizeUrl(place, client, proof, { resource: url });
  const target = await decide(shared, await askConsent(shared, address), "allow");
  const redemption = { code: target.searchParams.get("code") ?? "", proof };
  const { status, body } = await redeem(place, client, redemption, { resource: url });
  assert.equal(status, 200);
  const { username } = await expectApi({ url, token: body.access_token }, "GET /users/me");
  assert.equal(username, bob.username);
});
