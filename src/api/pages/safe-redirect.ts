const BASE = "http://deployment.invalid";

/** Characters of a path and query; no backslash, which browsers read as a slash, and nothing that they leave out. */
const LOCAL = /^\/(?!\/)[\w\-.~!$&'()*+,;=:@/?%[\]#]*$/;

/**
 * The place on this deployment that `text` names, else `/`. What comes out is what a browser makes of it, so that no
 * spelling of it (`//host`, `/.//host`, `/\host`) leads to another host.
 */
export function safeRedirect(text: string | undefined): string {
  if (text === undefined || !LOCAL.test(text)) return "/";
  const url = URL.parse(text, BASE);
  if (url === null || url.origin !== BASE || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}`;
}
