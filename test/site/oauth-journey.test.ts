import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { noChromium, openTab, suiteChromium } from "../support/chromium.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { foreignSite } from "../support/foreign-site.ts";
import { authorizeUrl, newClient, newProof, redeem } from "../support/oauth-flow.ts";
import { query } from "../support/query.ts";

describe("an OAuth client and its person", { skip: noChromium }, () => {
  const browser = suiteChromium();

  for (const javaScriptEnabled of [true, false]) {
    it(`agree on less than was asked for, ${javaScriptEnabled ? "with" : "without"} a script`, async (t) => {
      const place = await startTestDeployment(t);
      const site = await foreignSite(t);
      const back = site.url.replace("localhost", "127.0.0.1");
      const client = await newClient(place, {
        client_name: "A small client",
        redirect_uris: [`${back}/callback`],
      });
      const proof = newProof();
      const scope = "coder:workspaces.operate coder:workspaces.access";
      const { page, complaints } = await openTab(t, browser(), { javaScriptEnabled });
      await page.goto(authorizeUrl(place, client, proof, { scope }));
      await page.getByLabel("E-mail").fill(place.owner.email);
      await page.getByLabel("Password", { exact: true }).fill(place.owner.password);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByRole("heading", { name: "Allow A small client?" }).waitFor();
      await page.getByLabel("Run commands in workspaces").uncheck();
      await page.getByLabel("Read only").check();
      await page.getByRole("button", { name: "Allow" }).click();
      await page.waitForURL(`${back}/callback?**`);
      const code = new URL(page.url()).searchParams.get("code") ?? "";
      const { status, body } = await redeem(place, client, { code, proof });
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.scope, "coder:workspaces.operate");
      const grants = await query(place.postgresUrl, "select scopes, read_only, workspaces from oauth_grants");
      const allowed = { scopes: ["coder:workspaces.operate"], read_only: true, workspaces: "owner:me" };
      assert.deepEqual(grants, [allowed]);
      assert.deepEqual(complaints, []);
    });
  }
});
