import type { ContentfulStatusCode } from "hono/utils/http-status";
import { LEADING_AWAY_HEADERS, PAGE_HEADERS } from "../../wire/page-headers.ts";
import type { PageProps } from "../../wire/pages.ts";
import type { ApiContext } from "../api-env.ts";
import type { PageDeps } from "./page-deps.ts";

type Renderer = Pick<PageDeps, "renderPage">;

export interface PageAnswer<Name extends keyof PageProps> {
  readonly name: Name;
  readonly props: PageProps[Name];
  readonly status?: ContentfulStatusCode;
  /** True for a page whose form may end at another site. */
  readonly leadsAway?: boolean;
}

/** Answers with a page and the headers that keep it safe. */
export function replyPage<Name extends keyof PageProps>(
  c: ApiContext,
  { renderPage }: Renderer,
  { name, props, status = 200, leadsAway = false }: PageAnswer<Name>,
): Response {
  return c.body(renderPage(name, props), status, leadsAway ? LEADING_AWAY_HEADERS : PAGE_HEADERS);
}

/** Sends the browser on with GET, whatever it came with (RFC 9110 section 15.4.4). */
export function seeOther(c: ApiContext, location: string): Response {
  c.header("Cache-Control", "no-store");
  c.header("Referrer-Policy", "same-origin");
  return c.redirect(location, 303);
}
