import { Hono } from "hono";
import { accepts } from "hono/accepts";
import { AppError } from "../../wire/errors.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import { APP_PATHS, appPage } from "./app.ts";
import { approvalsPage } from "./approvals.ts";
import { assetRoutes } from "./assets.ts";
import { cliAuthPage } from "./cli-auth.ts";
import { consentPage } from "./consent.ts";
import { homePage } from "./home.ts";
import { loginPage } from "./login.ts";
import { logoutPage } from "./logout.ts";
import type { PageDeps } from "./page-deps.ts";
import { pageError } from "./page-error.ts";
import { setupPage } from "./setup.ts";
import { findVisitor } from "./visitor.ts";

const PAGE_PATHS = [
  "/",
  "/setup",
  "/login",
  "/logout",
  "/cli-auth",
  "/approvals",
  "/oauth2/consent/:uid",
  ...APP_PATHS,
];

/** What people see in a browser, one file a page. */
export const pageRoutes: readonly ((deps: PageDeps) => Hono<ApiEnv>)[] = [
  assetRoutes,
  homePage,
  setupPage,
  loginPage,
  logoutPage,
  cliAuthPage,
  approvalsPage,
  consentPage,
  appPage,
];

/** Serves the pages at the root of `app`. Their errors are pages too, as are those of browsers that found no route. */
export function mountPages(app: Hono<ApiEnv>, deps: PageDeps): void {
  const onError = pageError(deps);
  const pages = new Hono<ApiEnv>();
  pages.onError(onError);
  for (const path of PAGE_PATHS) pages.use(path, findVisitor(deps.identity));
  for (const routes of pageRoutes) pages.route("/", routes(deps));
  app.route("/", pages);
  app.notFound(async (c) => {
    if (!isForPeople(c)) throw new AppError("not_found", "Route not found.");
    const detail = "Check the address for a slip of the keyboard.";
    return await onError(new AppError("not_found", "There is nothing at this address.", { detail }), c);
  });
}

/** Programs get errors as JSON: those that call the API, and all that do not ask for a page. */
function isForPeople(c: ApiContext): boolean {
  const supports = ["application/json", "text/html"];
  const wanted = accepts(c, { header: "Accept", supports, default: "application/json" });
  return wanted === "text/html" && !c.req.path.startsWith("/api/");
}
