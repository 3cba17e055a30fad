import type { Page } from "playwright-core";
import { loadSite } from "../../src/server/load-site.ts";
import { PAGE_HEADERS } from "../../src/wire/page-headers.ts";
import type { PageProps } from "../../src/wire/pages.ts";
import { QUESTION, oneQuestion } from "./one-question.ts";
import type { Scope } from "./deployment.ts";
import { OWNER, startPages } from "./pages-server.ts";

export const CONSENT = `/oauth2/consent/${QUESTION.uid}`;

export async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(`${url}/`);
}

export interface Visit {
  readonly name: string;
  /** Opens the page on a deployment that was started for it. */
  readonly open: (scope: Scope, page: Page) => Promise<void>;
}

const asOwner = (name: string, path: string): Visit => ({
  name,
  open: async (scope, page) => {
    const { url } = await startPages(scope, oneQuestion("http://127.0.0.1:1/"));
    await logIn(page, url);
    await page.goto(`${url}${path}`);
  },
});

const asStranger = (name: string, path: string, owner = true): Visit => ({
  name,
  open: async (scope, page) => {
    const { url } = await startPages(scope, { owner });
    await page.goto(`${url}${path}`);
  },
});

/** A page that the routes of tests lead to only by way of a device: rendered as they do, with the same headers. */
function rendered<Name extends keyof PageProps>(
  name: Name,
  props: PageProps[Name],
  label: string = name,
): Visit {
  return {
    name: label,
    open: async (scope, page) => {
      const { url } = await startPages(scope);
      const { renderPage } = await loadSite();
      const answer = { body: renderPage(name, props), headers: { ...PAGE_HEADERS } };
      await page.route(`${url}/rendered`, async (route) => await route.fulfill(answer));
      await page.goto(`${url}/rendered`);
    },
  };
}

const form = { action: "/oauth2/device", csrf: "x" };
const deviceClient = {
  ...QUESTION.client,
  redirectHost: "",
  redirectIsLoopback: false,
  verifiedHost: "cli.example",
};

/** Every page, as the routes of the deployment show it. */
export const VISITS: readonly Visit[] = [
  asStranger("setup", "/setup", false),
  asStranger("login", "/login"),
  asStranger("logged-out", "/logout"),
  asStranger("error", "/nothing"),
  asOwner("home", "/"),
  asOwner("logout", "/logout"),
  asOwner("consent", CONSENT),
  asOwner("cli-auth", "/cli-auth"),
  rendered("cli-token", {
    token: "abcdefghij-0123456789abcdefghijkl",
    accessUrl: "https://coder.example.com",
  }),
  rendered("device", { ...form, userCode: "", error: "This code is unknown or has expired." }),
  rendered("device-done", { clientName: "A command line", allowed: true }),
  rendered(
    "consent",
    {
      ...form,
      username: "root",
      client: deviceClient,
      scopes: ["coder:all", "offline_access"],
      toolsets: ["default", "minimal"],
      userCode: "BCDF-GHJK",
      error: "Type the search that finds the workspaces, or choose another.",
      chosen: {
        scope: ["coder:all"],
        toolset: "minimal",
        readonly: true,
        workspaces: "matching",
        filter: "",
        templates: "docker",
        maxworkspaces: "3",
        maxexecutions: "",
        paths: "~/project",
        expiry: "never",
      },
    },
    "consent-device",
  ),
];
