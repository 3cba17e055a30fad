import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { before, after, describe, it } from "node:test";
import { expectApi } from "../support/api-calls.ts";
import { type AppPlace, ownersTab, startAppPlace, WORKSPACE } from "../support/app-place.ts";
import { axeFaults } from "../support/axe.ts";
import { noChromium, openTab, suiteChromium } from "../support/chromium.ts";

const SIZES = { phone: { width: 375, height: 720 }, desktop: { width: 1280, height: 900 } };
/** A folder to leave a picture of every view in, for people to look at. */
const PICTURES = process.env["CODER_TEST_PICTURES"];

/** Every view: its address, and what stands there once all is loaded. */
const VIEWS = [
  ["workspaces", "/workspaces", `/${WORKSPACE}`],
  ["create-workspace", "/workspaces/new", "Letters and digits"],
  ["workspace", `/@OWNER/${WORKSPACE}`, "Agent main"],
  ["terminal", `/@OWNER/${WORKSPACE}/terminal`, "Connected"],
  ["commands", `/@OWNER/${WORKSPACE}/commands`, "echo from the api"],
  ["files", `/@OWNER/${WORKSPACE}/files`, "notes.txt"],
  ["file", `/@OWNER/${WORKSPACE}/files?file=~/notes.txt`, "notes.txt"],
  ["apps", `/@OWNER/${WORKSPACE}/apps`, "Ports"],
  ["builds", `/@OWNER/${WORKSPACE}/builds`, "start"],
  ["activity", "/activity", "echo from the api"],
  ["workspace-activity", `/@OWNER/${WORKSPACE}/activity`, "echo from the api"],
  ["templates", "/templates", "local"],
  ["template", "/templates/local", "Versions"],
  ["tokens", "/tokens", "Connected clients"],
  ["audit", "/audit", "Details"],
  ["users", "/users", "New user"],
  ["settings", "/settings", "Profile"],
  ["nothing", "/workspaces/nothing", "nothing at this address"],
] as const;

describe("the views behind the login", { skip: noChromium }, () => {
  const browser = suiteChromium();
  const closing = new AsyncDisposableStack();
  const scope = { after: (close: () => Promise<void>) => closing.defer(close) };
  let app: AppPlace;
  const at = (path: string): string => app.place.url + path.replace("OWNER", app.place.owner.username);
  const agent = (path: string): string => `/workspaceagents/${app.agentId}${path}`;

  before(async () => {
    app = await startAppPlace(scope);
    const command = "echo from the api; echo first > notes.txt";
    await expectApi(app.place, "POST /users/me/keys/tokens", { token_name: "audited" });
    await expectApi(app.place, `POST ${agent("/executions")}`, { command, wait_ms: 10_000 });
  });
  after(() => closing.disposeAsync());

  for (const [name, path, expected] of VIEWS) {
    for (const colorScheme of ["light", "dark"] as const) {
      it(`${name}, ${colorScheme}: axe finds nothing, and a phone scrolls one way only`, async (t) => {
        const look = { bypassCSP: true, colorScheme, viewport: SIZES.phone };
        const { page } = await ownersTab(t, browser(), app.place, look);
        await page.goto(at(path));
        await page.getByText(expected).first().waitFor();
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewportSize(viewport);
          assert.deepEqual(await axeFaults(page), [], size);
          const width = await page.evaluate<number>("document.documentElement.scrollWidth");
          assert.ok(width <= viewport.width, `${size}: ${width}`);
          if (PICTURES === undefined) continue;
          mkdirSync(PICTURES, { recursive: true });
          await page.screenshot({ path: `${PICTURES}/${name}-${size}-${colorScheme}.png`, fullPage: true });
        }
      });
    }

    it(`${name}: the browser has nothing to complain of`, async (t) => {
      const { page, complaints } = await ownersTab(t, browser(), app.place);
      await page.goto(at(path));
      await page.getByText(expected).first().waitFor();
      await page.waitForLoadState("load");
      assert.deepEqual(
        complaints,
        name === "nothing" ? complaints.filter((text) => /\b404\b/.test(text)) : [],
      );
    });
  }

  it("loads at most 200 KB, compressed, before the first view is there", async (t) => {
    const { context } = await ownersTab(t, browser(), app.place);
    // Another context has nothing in its cache.
    const { page } = await openTab(t, browser(), { storageState: await context.storageState() });
    const sizes: Promise<number>[] = [];
    page.on("requestfinished", (request) => {
      sizes.push(request.sizes().then(({ responseBodySize: size }) => size));
    });
    await page.goto(at("/workspaces"));
    await page.getByText(`/${WORKSPACE}`).first().waitFor();
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    assert.ok(total > 50_000, String(total));
    assert.ok(total <= 200_000, String(total));
  });
});
