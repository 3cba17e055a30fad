import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { type Browser, openBrowser } from "../../../test/support/browser.ts";
import { QUESTION, oneQuestion } from "../../../test/support/one-question.ts";
import { OWNER, startPages } from "../../../test/support/pages-server.ts";
import type { Interaction } from "../../oauth/interactions.ts";

const PATH = "/oauth2/consent/q1";
const BACK = "http://127.0.0.1:33418/callback";
const FORM = { scope: [...QUESTION.scopes], toolset: "default", workspaces: "own", expiry: "90" };

async function asked(t: TestContext, changes: Partial<Interaction> = {}) {
  const { interactions, answers } = oneQuestion(BACK, changes);
  const { url } = await startPages(t, { interactions });
  const browser = openBrowser(url);
  await browser.request("/login");
  await browser.post("/login", { email: OWNER.email, password: OWNER.password });
  return { browser, answers, url };
}

const decide = async (browser: Browser, changes: Record<string, string | readonly string[]>) => {
  await browser.request(PATH);
  return await browser.post(PATH, { ...FORM, decision: "allow", ...changes });
};

it("asks who is logged in only, and says who asks for what", async (t) => {
  const { browser, url } = await asked(t);
  const stranger = await openBrowser(url).request(PATH);
  assert.deepEqual([stranger.status, stranger.location], [303, "/login?redirect=%2Foauth2%2Fconsent%2Fq1"]);
  const { status, text: html, headers } = await browser.request(PATH);
  assert.equal(status, 200);
  for (const text of ["Claude Code", "127.0.0.1:33418", "a program on this computer", "Nobody", "root"])
    assert.ok(html.includes(text), text);
  assert.match(html, /Run commands in workspaces/);
  assert.match(html, /<code>x:unheard<\/code>/);
  assert.ok(html.indexOf(">Allow<") < html.indexOf(">Deny<"));
  assert.doesNotMatch(headers.get("Content-Security-Policy") ?? "", /form-action/);
});

it("shows what a client calls itself as text, whatever it is", async (t) => {
  const name = '</script><img src=x onerror="1">';
  const { browser } = await asked(t, { client: { ...QUESTION.client, name } });
  const { text: html } = await browser.request(PATH);
  assert.doesNotMatch(html, /<img|<\/script><img/);
  assert.match(html, /&lt;img src=x/);
});

it("shows a verified host and a device's code", async (t) => {
  const client = {
    ...QUESTION.client,
    verifiedHost: "claude.ai",
    redirectHost: "",
    redirectIsLoopback: false,
  };
  const { browser } = await asked(t, { client, userCode: "BCDF-GHJK" });
  const { text: html } = await browser.request(PATH);
  assert.match(html, /<code>claude\.ai<\/code>/);
  assert.match(html, /BCDF-GHJK/);
  assert.doesNotMatch(html, /Nobody|Sends you back/);
});

it("passes on what the person leaves ticked and chooses", async (t) => {
  const { browser, answers } = await asked(t);
  const before = Date.now();
  const done = await decide(browser, {
    scope: ["coder:workspaces.operate"],
    toolset: "minimal",
    readonly: "1",
    workspaces: "matching",
    filter: " owner:me name:demo-* ",
    templates: "docker, go",
    maxworkspaces: "2",
    maxexecutions: "",
    paths: "~/project",
    expiry: "30",
  });
  assert.deepEqual([done.status, done.location], [303, `${BACK}?code=1`]);
  const [answer] = answers;
  assert.ok(answer !== undefined && answer !== "deny");
  const { expiresAt, userId, ...rest } = answer;
  assert.deepEqual(rest, {
    scopes: ["coder:workspaces.operate"],
    toolsets: ["minimal"],
    readOnly: true,
    workspaces: "owner:me name:demo-*",
    limits: { templates: ["docker", "go"], max_workspaces: 2, paths: ["~/project"] },
  });
  assert.match(userId, /^[0-9a-f-]{36}$/);
  const days = ((expiresAt?.getTime() ?? 0) - before) / 86_400_000;
  assert.ok(days >= 30 && days < 30.01, String(days));
});

it("bounds a grant to the person's own workspaces unless they say otherwise", async (t) => {
  for (const [workspaces, search] of [
    ["own", "owner:me"],
    ["all", ""],
  ] as const) {
    const { browser, answers } = await asked(t);
    await decide(browser, { workspaces, expiry: "never" });
    assert.partialDeepStrictEqual(answers, [{ workspaces: search, expiresAt: undefined }]);
  }
});

it("denies", async (t) => {
  const { browser, answers } = await asked(t);
  assert.equal(
    (await decide(browser, { decision: "deny", scope: [] })).location,
    `${BACK}?error=access_denied`,
  );
  assert.deepEqual(answers, ["deny"]);
});

it("asks again, with all that was chosen, when a choice cannot be granted", async (t) => {
  const { browser, answers } = await asked(t);
  for (const [changes, why] of [
    [{ workspaces: "matching", filter: "last_used:1" }, /last_used/],
    [{ workspaces: "matching", filter: " " }, /Type the search/],
    [{ maxworkspaces: "many" }, /Most workspaces: /],
    [{ paths: "project" }, /Folders: must be absolute/],
    [{ scope: [] }, /Nothing is ticked/],
  ] as const) {
    const { status, text: html } = await decide(browser, { ...changes, expiry: "1" });
    assert.equal(status, 400);
    assert.match(html, why);
    assert.match(html, /<option value="1" selected=""/);
  }
  assert.deepEqual(answers, []);
});

it("refuses a form that the page cannot have sent", async (t) => {
  const { browser, answers, url } = await asked(t);
  const forged: Record<string, string | readonly string[]>[] = [
    { scope: ["coder:all"] },
    { toolset: "other" },
    { expiry: "9999" },
    { workspaces: "none" },
    { decision: "" },
  ];
  for (const changes of forged)
    assert.equal((await decide(browser, changes)).status, 400, JSON.stringify(changes));
  await browser.request(PATH);
  assert.equal((await browser.post(PATH, { ...FORM, decision: "allow", csrf: "x" })).status, 403);
  const foreign = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
  assert.equal((await browser.post(PATH, { ...FORM, decision: "allow" }, foreign)).status, 403);
  const stranger = await openBrowser(url).post(PATH, { ...FORM, decision: "allow" });
  assert.match(stranger.location ?? "", /^\/login/);
  assert.deepEqual(answers, []);
});

it("says what to do when the question is over or another", async (t) => {
  const { browser } = await asked(t);
  assert.equal((await browser.request("/oauth2/consent/q2")).status, 410);
  await decide(browser, {});
  const late = await decide(browser, {});
  assert.equal(late.status, 410);
  assert.match(late.text, /Go back to the client/);
});
