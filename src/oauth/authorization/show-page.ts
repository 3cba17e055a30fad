import { PAGE_HEADERS } from "../../wire/page-headers.ts";

interface PageTarget {
  body: unknown;
  readonly set: (headers: Record<string, string>) => void;
}

/** Answers a request to oidc-provider with an HTML page and the headers that keep it safe. */
export function showPage(ctx: PageTarget, html: string): void {
  ctx.set({ ...PAGE_HEADERS });
  ctx.body = html;
}
