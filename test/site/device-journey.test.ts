import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { axeFaults } from "../support/axe.ts";
import { noChromium, openTab, suiteChromium } from "../support/chromium.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { modern } from "../support/mcp-request.ts";
import { askTokens, newClient } from "../support/oauth-flow.ts";
import { query } from "../support/query.ts";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const PHONE = { width: 375, height: 720 };
const MOST_TABS = 60;

describe("a program without a browser and its person", { skip: noChromium }, () => {
  const browser = suiteChromium();
  const place = startTestDeployment({ after: closeInReverse({ after }) });

  /** What a terminal shows to its user, and what it asks for meanwhile (RFC 8628). */
  async function beginDevice() {
    const at = await place;
    const client = await newClient(at, {
      client_name: "A small terminal",
      redirect_uris: undefined,
      grant_types: [GRANT, "refresh_token"],
    });
    const scope = "workspace:read template:read coder:workspaces.access";
    const body = new URLSearchParams({ client_id: client.id, scope });
    const answer = await fetch(`${at.url}/oauth2/device_authorization`, { method: "POST", body });
    const device = Object(await answer.json());
    assert.equal(answer.status, 200, JSON.stringify(device));
    const poll = async () =>
      (await askTokens(at, client, { grant_type: GRANT, device_code: device.device_code })).body;
    return { userCode: String(device.user_code), address: String(device.verification_uri), poll };
  }

  async function logInByKeyboard(page: Page): Promise<void> {
    const { owner } = await place;
    await typeInto(page.getByLabel("E-mail"), owner.email);
    await typeInto(page.getByLabel("Password", { exact: true }), owner.password);
    await page.keyboard.press("Enter");
  }

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with a script" : "without a script";

    it(`connects it by keyboard alone, to less than it asked for, ${how}`, async (t) => {
      const { url } = await place;
      const { userCode, address, poll } = await beginDevice();
      const { page, complaints } = await openTab(t, browser(), { javaScriptEnabled, viewport: PHONE });
      assert.equal((await poll()).error, "authorization_pending");
      await openByKeyboard(page, address, userCode.toLowerCase());
      await logInByKeyboard(page);
      await page.getByRole("heading", { name: "Allow A small terminal?" }).waitFor();
      await page.getByText(userCode).first().waitFor();
      await press(page.getByLabel("Run commands in workspaces"), "Space");
      await press(page.getByLabel("Read only"), "Space");
      await press(page.getByRole("button", { name: "Allow" }), "Enter");
      await page.getByRole("heading", { name: "Device connected" }).waitFor();
      const { access_token: token, scope } = await poll();
      assert.equal(scope, "workspace:read template:read");
      const params = { name: "list_templates", arguments: {} };
      const { status, body } = await modern(url, { token, method: "tools/call", params });
      assert.equal(status, 200);
      assert.match(JSON.stringify(body.result.structuredContent), /local/);
      const { body: listed } = await modern(url, { token });
      const names = listed.result.tools.map(({ name }: { readonly name: string }) => name);
      assert.ok(names.includes("read_file") && !names.includes("write_file"), "read only, as chosen");
      assert.deepEqual(complaints, []);
    });

    it(`mistypes the code, then denies, ${how}`, async (t) => {
      const { userCode, address, poll } = await beginDevice();
      const { page, complaints } = await openTab(t, browser(), { javaScriptEnabled });
      await openByKeyboard(page, address, "BBBB-BBBB");
      await page.getByRole("alert").getByText("no such code").waitFor();
      await page.getByLabel("Code").fill("");
      await typeInto(page.getByLabel("Code"), userCode);
      await page.keyboard.press("Enter");
      await logInByKeyboard(page);
      await press(page.getByRole("button", { name: "Deny" }), "Enter");
      await page.getByRole("heading", { name: "Device denied" }).waitFor();
      assert.equal((await poll()).error, "access_denied");
      assert.deepEqual(complaints, []);
    });
  }

  it("learns that the code has expired", async (t) => {
    const { postgresUrl } = await place;
    const { userCode, address, poll } = await beginDevice();
    await query(
      postgresUrl,
      `update oauth_artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 60)
        where lookup = $1`,
      [userCode.replace("-", "")],
    );
    const { page } = await openTab(t, browser());
    await openByKeyboard(page, address, userCode);
    await page.getByRole("alert").getByText("expired").waitFor();
    assert.equal((await poll()).error, "expired_token");
  });

  it("finds every page of the way fit for a phone and for a screen reader", async (t) => {
    const { userCode, address, poll } = await beginDevice();
    const { page } = await openTab(t, browser(), { bypassCSP: true, viewport: PHONE });
    const isFit = async (heading: string): Promise<void> => {
      await page.getByRole("heading", { name: heading }).waitFor();
      assert.deepEqual(await axeFaults(page), [], heading);
      const width = await page.evaluate<number>("document.documentElement.scrollWidth");
      assert.ok(width <= PHONE.width, `${heading}: ${width}`);
    };
    await openByKeyboard(page, address, "BBBB-BBBB");
    await page.getByRole("alert").waitFor();
    await isFit("Connect a device");
    await page.getByLabel("Code").fill(userCode);
    await page.getByRole("button", { name: "Continue" }).click();
    await isFit("Log in");
    await logInByKeyboard(page);
    await isFit("Allow A small terminal?");
    await page.getByRole("button", { name: "Allow" }).click();
    await isFit("Device connected");
    assert.ok((await poll()).access_token);
  });
});

/** As somebody who is not logged in there and has no mouse. */
async function openByKeyboard(page: Page, address: string, code: string): Promise<void> {
  await page.goto(address);
  await typeInto(page.getByLabel("Code"), code);
  await page.keyboard.press("Enter");
}

/** Goes on with the Tab key until an element has the focus. */
async function tabTo(target: Locator): Promise<void> {
  for (let presses = 0; presses <= MOST_TABS; presses++) {
    if (await target.evaluate((element) => element.matches(":focus"))) return;
    await target.page().keyboard.press("Tab");
  }
  assert.fail(`the Tab key does not reach ${target.toString()}`);
}

async function typeInto(target: Locator, text: string): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.type(text);
}

async function press(target: Locator, key: string): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press(key);
}
