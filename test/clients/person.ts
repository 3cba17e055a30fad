import type { BrowserContext } from "playwright-core";
import { openBrowser } from "../support/browser.ts";
import { askConsent, decide, logIn, type Person } from "../support/oauth-flow.ts";

/** Opens an address that a client sends its user to and allows what it asks, or just some of the scopes. */
export type Visit = (address: URL, scopes?: readonly string[]) => Promise<void>;

/** A person at Chromium: logs in where the deployment asks for it, and presses Allow. */
export function chromiumPerson(context: BrowserContext, { email, password }: Person): Visit {
  return async (address, scopes) => {
    const page = await context.newPage();
    try {
      await page.goto(address.href);
      if (new URL(page.url()).pathname === "/login") {
        await page.getByLabel("E-mail").fill(email);
        await page.getByLabel("Password", { exact: true }).fill(password);
        await page.getByRole("button", { name: "Log in" }).click();
      }
      for (const box of scopes === undefined ? [] : await page.locator('input[name="scope"]').all()) {
        await box.setChecked(scopes?.includes((await box.getAttribute("value")) ?? "") === true);
      }
      await page.getByRole("button", { name: "Allow" }).click();
      await page.waitForURL((url) => url.pathname === "/callback");
    } finally {
      await page.close();
    }
  };
}

/** The same where there is no Chromium: cookies, redirects and forms, played by fetch. */
export function fetchPerson(url: string, person: Person): Visit {
  return async (address, scopes) => {
    const browser = openBrowser(url);
    await logIn({ url }, browser, person);
    const page = await askConsent(browser, address.href);
    await fetch(await decide(browser, page, "allow", scopes === undefined ? {} : { scope: scopes }));
  };
}
