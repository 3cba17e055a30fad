/** What keeps a page from being framed, and from running or loading anything but the deployment's own. */
export const PAGE_HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
} as const;

interface PageTarget {
  type: string;
  body: unknown;
  readonly set: (headers: Record<string, string>) => void;
}

/** Answers with an HTML page. */
export function showPage(ctx: PageTarget, html: string): void {
  ctx.set(PAGE_HEADERS);
  ctx.type = "html";
  ctx.body = html;
}
