import { Hono } from "hono";
import { may, type Subject } from "../../oauth/rbac.ts";
import { PAGE_HEADERS, TERMINAL_HEADERS } from "../../wire/page-headers.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import { csrfToken } from "../csrf-token.ts";
import type { PageDeps } from "./page-deps.ts";
import { seeOther } from "./page-reply.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

const WORKSPACE = "/:owner{@[^/]+}/:workspace{[^/.]+}";
const TERMINAL = `${WORKSPACE}/terminal`;

/** Addresses of the views that a browser shows by its script; site/app/routes.tsx has the same. */
export const APP_PATHS: readonly string[] = [
  "/app",
  "/workspaces",
  "/workspaces/new",
  WORKSPACE,
  TERMINAL,
  `${WORKSPACE}/:tab{commands|files|apps|builds|activity}`,
  "/templates",
  "/templates/:template",
  "/activity",
  "/tokens",
  "/audit",
  "/users",
  "/settings",
];

/** The one document behind all views; what they show comes from the API. */
export const appPage = (deps: PageDeps): Hono<ApiEnv> => {
  const routes = new Hono<ApiEnv>();
  for (const path of APP_PATHS) {
    const headers = path === TERMINAL ? TERMINAL_HEADERS : PAGE_HEADERS;
    routes.get(path, (c) => {
      const visitor = visitorOf(c);
      if (visitor === undefined) return seeOther(c, loginFor(c));
      return c.body(deps.renderPage("app", propsOf(visitor, deps, c.req.path)), 200, headers);
    });
  }
  return routes;
};

function loginFor(c: ApiContext): string {
  const { pathname, search } = new URL(c.req.url);
  return `/login?redirect=${encodeURIComponent(pathname + search)}`;
}

function propsOf({ subject, session }: Visitor, { version }: PageDeps, path: string) {
  return {
    path,
    version,
    csrf: csrfToken(session),
    userId: subject.userId,
    username: subject.username,
    ...abilitiesOf(subject),
  };
}

/** What the navigation leads to; the API decides again about each call. */
const abilitiesOf = (subject: Subject) => ({
  mayReadAudit: may(subject, "read", { type: "audit_log" }),
  mayManageUsers: may(subject, "create", { type: "user" }),
  mayManageTemplates: may(subject, "create", { type: "template" }),
});
