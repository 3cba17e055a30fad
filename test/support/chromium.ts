import { existsSync } from "node:fs";
import { after, before } from "node:test";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { closeInReverse, type Scope } from "./deployment.ts";

const PROGRAMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome"];

const program = PROGRAMS.find((path) => existsSync(path));

/** Why tests in a browser are skipped; false where there is one. */
export const noChromium: string | false =
  program === undefined ? "no Chromium: apt-get install chromium-headless-shell fonts-dejavu-core" : false;

/** The one browser of the suite that calls this: started before its tests, ended after them. */
export function suiteChromium(): () => Browser {
  let browser: Browser | undefined;
  before(async () => {
    browser = await chromium.launch({ executablePath: program ?? "", args: ["--no-sandbox"] });
  });
  after(async () => await browser?.close());
  return () => {
    if (browser === undefined) throw new Error("the browser is started before tests only");
    return browser;
  };
}

export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of, violations of the content security policy among it. */
  readonly complaints: readonly string[];
}

/** A tab with cookies of its own. */
export async function openTab(
  scope: Scope,
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext(options);
  closeInReverse(scope)(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, context, complaints };
}
