import assert from "node:assert/strict";
import { it } from "node:test";
import { openBrowser } from "../../../test/support/browser.ts";
import { OWNER, startPages } from "../../../test/support/pages-server.ts";

it("says how to connect a client only where there is an endpoint to connect to", async (t) => {
  for (const experiments of [["oauth2", "mcp-server-http"], ["oauth2"]]) {
    const { url } = await startPages(t, { experiments });
    const browser = openBrowser(url);
    await browser.request("/login");
    await browser.post("/login", { email: OWNER.email, password: OWNER.password });
    const { text: html } = await browser.request("/");
    const isOn = experiments.includes("mcp-server-http");
    assert.equal(html.includes("/api/experimental/mcp/http"), isOn);
    assert.equal(/MCP endpoint is off/.test(html), !isOn);
  }
});
