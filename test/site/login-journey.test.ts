import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { noChromium, openTab, suiteChromium } from "../support/chromium.ts";
import { temporaryDirectory } from "../support/deployment.ts";
import { OWNER, startPages } from "../support/pages-server.ts";
import { runCoder } from "../support/run-coder.ts";
import { noTerminal, startAtTerminal } from "../support/terminal-coder.ts";
import { until } from "../support/until.ts";

/** A program for BROWSER that keeps what it is told to open. */
async function keepingBrowser(dir: string) {
  const [program, kept] = [join(dir, "browser"), join(dir, "opened")];
  await writeFile(program, `#!/bin/sh\nprintf %s "$1" > ${kept}.tmp && mv ${kept}.tmp ${kept}\n`, {
    mode: 0o700,
  });
  return { program, opened: async () => await readFile(kept, "utf8").catch(() => undefined) };
}

describe("a person at a terminal and a browser", { skip: noChromium || noTerminal }, () => {
  const browser = suiteChromium();

  for (const javaScriptEnabled of [true, false]) {
    it(`logs in by the page that opens, ${javaScriptEnabled ? "with" : "without"} a script`, async (t) => {
      const { url } = await startPages(t);
      const dir = await temporaryDirectory(t);
      const { program, opened } = await keepingBrowser(dir);
      const env = { CODER_CONFIG_DIR: dir, BROWSER: program };
      const coder = startAtTerminal(t, ["login", url], env);
      await coder.sees("Paste your token here:");
      const { page, complaints } = await openTab(t, browser(), { javaScriptEnabled });
      await page.goto(await until("the browser is opened", opened));
      await page.getByLabel("E-mail").fill(OWNER.email);
      await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByRole("button", { name: "Show a token" }).click();
      const token = await page.getByLabel("Token").inputValue();
      coder.types(`${token}\r`);
      await coder.sees("Welcome to Coder, root!");
      assert.equal(await coder.ends(), 0);
      assert.equal((await runCoder(["login", "token"], env)).stdout, `${token}\n`);
      assert.ok(!coder.screen().includes(token));
      assert.deepEqual(complaints, []);
    });
  }
});
