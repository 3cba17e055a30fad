const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/**
 * What the answer of every page carries. The referrer policy is `same-origin`, because without a referrer browsers say
 * `Origin: null` when a form is sent, which tells nothing of where the form came from.
 */
export const PAGE_HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": [...POLICY, "form-action 'self'"].join("; "),
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
} as const;

/** For a terminal, whose screen is styled by elements that its script makes. */
export const TERMINAL_HEADERS = {
  ...PAGE_HEADERS,
  "Content-Security-Policy": PAGE_HEADERS["Content-Security-Policy"].replace(
    "style-src 'self'",
    "style-src 'self' 'unsafe-inline'",
  ),
} as const;

/**
 * For a page whose form leads to an OAuth client in the end. Browsers hold `form-action` against every redirect that
 * follows a form, and where clients send a browser on to (an app's scheme, a page of theirs) is not known here.
 */
export const LEADING_AWAY_HEADERS = {
  ...PAGE_HEADERS,
  "Content-Security-Policy": POLICY.join("; "),
} as const;
