/** What a browser got for one request. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** Where a redirect leads, as it was sent. */
  readonly location: string | null;
  readonly text: string;
}

export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The parts of a browser that matter to a server, over fetch: cookies, redirects, forms. It runs no scripts. Addresses may
 * leave out the origin.
 */
export interface Browser {
  /** One request; redirects are not followed. */
  readonly request: (url: string, init?: RequestInit) => Promise<Page>;
  /** Follows redirects until a page, or a place on another origin, which is not asked: then the status is 30x. */
  readonly open: (url: string, init?: RequestInit) => Promise<Page>;
  /** Sends the form of a page with what a browser would send for it; `changes` overrides fields, undefined drops one. */
  readonly submit: (
    page: Page,
    changes?: Fields,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Page>;
  /** Sends any fields, as a form of the page last seen, with its CSRF word; redirects are not followed. */
  readonly post: (url: string, fields: Fields, headers?: Readonly<Record<string, string>>) => Promise<Page>;
  readonly cookies: Map<string, Cookie>;
  readonly forget: (cookie: string) => void;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

const MOST_REDIRECTS = 10;

export function openBrowser(origin: string): Browser {
  const cookies = new Map<string, Cookie>();
  let csrf = "";
  const request: Browser["request"] = async (address, init = {}) => {
    const url = new URL(address, origin).href;
    const headers = new Headers(init.headers);
    const sent = cookieHeader(cookies, new URL(url).pathname);
    if (sent !== "" && !headers.has("cookie")) headers.set("cookie", sent);
    if (!headers.has("accept")) headers.set("accept", "text/html");
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const [text, location] = [await response.text(), response.headers.get("location")];
    csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? csrf;
    return { url, status: response.status, headers: response.headers, location, text };
  };
  const posted = (body: URLSearchParams, changes: Readonly<Record<string, string>>): RequestInit => {
    const headers = new Headers({ origin, "sec-fetch-site": "same-origin" });
    for (const [name, value] of Object.entries(changes)) headers.set(name, value);
    return { method: "POST", headers, body };
  };
  const open: Browser["open"] = async (url, init) => {
    let page = await request(url, init);
    for (let i = 0; i < MOST_REDIRECTS; i++) {
      const next = redirectOf(page);
      if (next === undefined || next.origin !== origin) return page;
      page = await request(next.href);
    }
    throw new Error(`${url} redirects without end`);
  };
  const submit: Browser["submit"] = async (page, changes = {}, headers = {}) => {
    const form = formOf(page);
    return await open(form.action, posted(changed(form.fields, changes), headers));
  };
  const post: Browser["post"] = async (url, fields, headers = {}) =>
    await request(url, posted(changed(new URLSearchParams({ csrf }), fields), headers));
  return { request, open, submit, post, cookies, forget: (cookie) => void cookies.delete(cookie) };
}

function changed(fields: URLSearchParams, changes: Fields): URLSearchParams {
  for (const [name, value] of Object.entries(changes)) {
    fields.delete(name);
    for (const one of [value ?? []].flat()) fields.append(name, one);
  }
  return fields;
}

/** Where a page sends its reader on to. */
export function redirectOf({ status, location, url }: Page): URL | undefined {
  return status >= 300 && status < 400 && location !== null ? new URL(location, url) : undefined;
}

function keep(cookies: Map<string, Cookie>, line: string): void {
  const [pair = "", ...attributes] = line.split(/; */);
  const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
  const named = new Map(attributes.map((text) => [text.split("=")[0]?.toLowerCase(), text.split("=")[1]]));
  const over = named.get("max-age") === "0" || Date.parse(named.get("expires") ?? "") < Date.now();
  if (over) cookies.delete(name);
  else cookies.set(name, { value, path: named.get("path") ?? "/" });
}

function cookieHeader(cookies: ReadonlyMap<string, Cookie>, pathname: string): string {
  return [...cookies]
    .filter(([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, "/")))
    .map(([name, { value }]) => `${name}=${value}`)
    .join("; ");
}

/** The first form of a page as it stands: hidden fields, what is ticked, the values that are filled in. */
export function formOf({ text, url }: Page): { readonly action: string; readonly fields: URLSearchParams } {
  const [, head = "", body = ""] = /<form\b([^>]*)>([\s\S]*?)<\/form>/.exec(text) ?? [];
  if (head === "") throw new Error(`there is no form on ${url}: ${text.slice(0, 500)}`);
  const fields = new URLSearchParams();
  for (const [, tag = ""] of body.matchAll(/<input\b([^>]*)>/g)) {
    const [name, type] = [attribute(tag, "name"), attribute(tag, "type")];
    const ticked = (type !== "checkbox" && type !== "radio") || /\schecked\b/.test(tag);
    if (name !== undefined && type !== "submit" && ticked) fields.append(name, attribute(tag, "value") ?? "");
  }
  for (const [, tag = "", options = ""] of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const [first = "", ...others] = [...options.matchAll(/<option\b([^>]*)>/g)].map(
      ([, option = ""]) => option,
    );
    const chosen = others.find((option) => /\sselected\b/.test(option)) ?? first;
    fields.append(attribute(tag, "name") ?? "", attribute(chosen, "value") ?? "");
  }
  return { action: new URL(attribute(head, "action") ?? "", url).href, fields };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value
    ?.replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
