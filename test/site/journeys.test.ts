import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { suiteChromium, noChromium, openTab } from "../support/chromium.ts";
import { foreignSite } from "../support/foreign-site.ts";
import { oneQuestion } from "../support/one-question.ts";
import { OWNER, startPages } from "../support/pages-server.ts";
import { CONSENT, logIn } from "../support/site-visits.ts";

describe("a person at a browser", { skip: noChromium }, () => {
  const browser = suiteChromium();

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with a script" : "without a script";

    it(`sets up a deployment by keyboard alone, ${how}`, async (t) => {
      const { url } = await startPages(t, { owner: false });
      const { page } = await openTab(t, browser(), { javaScriptEnabled });
      await page.goto(url);
      await page.getByLabel("User name").focus();
      for (const text of ["ann", "ann@example.com"]) {
        await page.keyboard.type(text);
        await page.keyboard.press("Tab");
      }
      await page.keyboard.type(OWNER.password);
      await page.keyboard.press("Enter");
      await page.getByText("You are logged in as ann").waitFor();
    });

    it(`logs in after a slip, and out, ${how}`, async (t) => {
      const { url } = await startPages(t);
      const { page } = await openTab(t, browser(), { javaScriptEnabled });
      await page.goto(`${url}/login?redirect=/logout`);
      const fill = async (password: string) => {
        await page.getByLabel("Password", { exact: true }).fill(password);
        await page.keyboard.press("Enter");
      };
      await page.getByLabel("E-mail").fill(OWNER.email);
      await fill("wrong");
      await page.getByRole("alert").getByText("Incorrect email or password").waitFor();
      assert.equal(await page.getByLabel("E-mail").inputValue(), OWNER.email);
      await fill(OWNER.password);
      await page.waitForURL(`${url}/logout`);
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByRole("heading", { name: "Logged out" }).waitFor();
      await page.goto(url);
      assert.equal(new URL(page.url()).pathname, "/login");
    });

    it(`leaves something out and allows the rest, ${how}`, async (t) => {
      const client = await foreignSite(t);
      const { interactions, answers } = oneQuestion(`${client.url}/callback`);
      const { url } = await startPages(t, { interactions });
      const { page, complaints } = await openTab(t, browser(), { javaScriptEnabled });
      await logIn(page, url);
      await page.goto(`${url}${CONSENT}`);
      await page.getByLabel("Delete workspaces").uncheck();
      await page.getByLabel("Read only").check();
      await page.getByLabel("Those that a search finds").check();
      await page.getByLabel("Search", { exact: true }).fill("owner:me name:demo");
      await page.getByLabel("Search", { exact: true }).press("Enter");
      await page.getByLabel("For how long").selectOption({ label: "30 days" });
      assert.deepEqual(answers, [], "the Enter key allows nothing");
      await page.getByRole("button", { name: "Allow" }).click();
      await page.waitForURL(`${client.url}/callback?code=1`);
      assert.partialDeepStrictEqual(answers, [
        {
          scopes: ["coder:workspaces.operate", "coder:workspaces.access", "x:unheard"],
          readOnly: true,
          workspaces: "owner:me name:demo",
        },
      ]);
      assert.deepEqual(complaints, []);
    });
  }

  it("gets a token for the command line that works, once, and copies it", async (t) => {
    const { url } = await startPages(t);
    const { page, context, complaints } = await openTab(t, browser());
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${url}/cli-auth`);
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Show a token" }).click();
    const token = await page.getByLabel("Token").inputValue();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), token);
    const headers = { "Coder-Session-Token": token };
    assert.equal((await fetch(`${url}/api/v2/users/me`, { headers })).status, 200);
    await page.goto(`${url}/cli-auth`);
    assert.equal((await page.content()).includes(token), false);
    assert.deepEqual(complaints, []);
  });

  it("sees in words what the form would allow", async (t) => {
    const { url } = await startPages(t, oneQuestion("http://127.0.0.1:1/"));
    const { page } = await openTab(t, browser());
    await logIn(page, url);
    await page.goto(`${url}${CONSENT}`);
    const summary = page.getByRole("status");
    await summary.getByText("Claude Code gets 4 rights over your own workspaces, for 90 days.").waitFor();
    await page.getByLabel("Delete workspaces").uncheck();
    await page.getByLabel("Read only").check();
    await summary
      .getByText("3 rights over your own workspaces, without changing anything, for 90 days")
      .waitFor();
    assert.equal(await page.getByLabel("Search", { exact: true }).isVisible(), false);
  });

  it("shows a password on demand", async (t) => {
    const { url } = await startPages(t);
    const { page } = await openTab(t, browser());
    await page.goto(`${url}/login`);
    await page.getByLabel("Password", { exact: true }).fill("secret");
    await page.getByRole("button", { name: "Show the password" }).click();
    assert.equal(await page.getByLabel("Password", { exact: true }).getAttribute("type"), "text");
  });

  it("sends a form once, however often they press", async (t) => {
    const { url } = await startPages(t);
    const { page } = await openTab(t, browser());
    await page.goto(`${url}/login`);
    const posts: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST") posts.push(request.url());
    });
    await page.locator("form[aria-busy=false]").waitFor();
    await page.waitForLoadState("networkidle");
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.evaluate(
      `(() => { const b = document.querySelector("button[type=submit]"); b.click(); b.click(); })()`,
    );
    await page.waitForURL(`${url}/`);
    assert.equal(posts.length, 1);
  });
});

describe("another site", { skip: noChromium }, () => {
  const browser = suiteChromium();

  it("shows no page in a frame", async (t) => {
    const { url } = await startPages(t, oneQuestion("http://127.0.0.1:1/"));
    const { page, complaints } = await openTab(t, browser());
    await logIn(page, url);
    const site = await foreignSite(t, `<iframe src="${url}${CONSENT}"></iframe>`);
    await page.goto(site.url);
    await page.waitForLoadState("networkidle");
    const [, frame] = page.frames();
    assert.equal(await frame?.locator("form").count(), 0);
    assert.match(complaints.join(), /frame-ancestors|X-Frame-Options/);
  });

  it("cannot log anybody out, nor answer for them", async (t) => {
    const { interactions, answers } = oneQuestion("http://127.0.0.1:1/");
    const { url } = await startPages(t, { interactions });
    const { page } = await openTab(t, browser());
    await logIn(page, url);
    for (const path of ["/logout", CONSENT]) {
      const fields = `<input name="decision" value="allow"><input name="csrf" value="x">`;
      const site = await foreignSite(
        t,
        `<form method="post" action="${url}${path}">${fields}<button>Go</button></form>`,
      );
      await page.goto(site.url);
      await page.getByRole("button", { name: "Go" }).click();
      await page.waitForURL(`${url}/**`);
      await page.goto(url);
      await page.getByText("You are logged in as root").waitFor();
    }
    assert.deepEqual(answers, []);
  });

  it("is not where a login leads to", async (t) => {
    const { url } = await startPages(t);
    const site = await foreignSite(t);
    const host = new URL(site.url).host;
    for (const target of [site.url, `//${host}`, `/\\${host}`, `/.//${host}`, `/%09/${host}`]) {
      const { page } = await openTab(t, browser());
      await page.goto(`${url}/login?redirect=${encodeURIComponent(target)}`);
      await page.getByLabel("E-mail").fill(OWNER.email);
      await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.waitForURL((place) => place.pathname !== "/login");
      assert.equal(new URL(page.url()).origin, url, target);
    }
    assert.deepEqual(site.requests, []);
  });
});
