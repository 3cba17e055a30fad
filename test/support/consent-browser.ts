/** The browser of a person who is logged in, as OAuth clients meet it: it keeps cookies and submits the forms it finds. */
export interface ConsentBrowser {
  readonly get: (url: string) => Promise<Visit>;
  /** Sends the form of the last page, with these fields changed. */
  readonly submit: (fields?: Fields) => Promise<Visit>;
  readonly cookies: Map<string, string>;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface Visit {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Where the answer sends the browser, as an absolute URL; empty when it stays. */
  readonly location: string;
}

interface Form {
  readonly action: string;
  readonly fields: readonly (readonly [string, string])[];
}

/** `session` is the value of the login's cookie; without it nobody is logged in. */
export function consentBrowser(origin: string, session?: string): ConsentBrowser {
  const cookies = new Map<string, string>();
  if (session !== undefined) cookies.set("coder_session_token", session);
  let form: Form | undefined;
  const go = async (url: string, init: RequestInit = {}): Promise<Visit> => {
    const target = new URL(url, origin);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { Accept: "text/html", Cookie: cookie, Origin: origin, ...init.headers };
    const answer = await fetch(target, { ...init, redirect: "manual", headers });
    for (const line of answer.headers.getSetCookie()) keep(cookies, line);
    const html = await answer.text();
    form = formOf(html, target.pathname) ?? form;
    const location = answer.headers.get("location");
    return {
      status: answer.status,
      headers: answer.headers,
      html,
      location: location === null ? "" : new URL(location, target).href,
    };
  };
  return {
    cookies,
    get: (url) => go(url),
    submit: async (changes = {}) => {
      if (form === undefined) throw new Error("there is no form to submit");
      const body = new URLSearchParams(form.fields.filter(([name]) => !(name in changes)).map((pair) => [...pair]));
      for (const [name, value] of Object.entries(changes)) {
        for (const item of [value].flat()) body.append(name, item);
      }
      return await go(form.action, { method: "POST", body });
    },
  };
}

/** Follows redirects within the deployment, allowing what is asked, until the browser is sent to a client or stays. */
export async function allowEverything(browser: ConsentBrowser, url: string, fields: Fields = {}): Promise<Visit> {
  return await answerConsent(browser, url, { decision: "allow", workspaces: "all", ...fields });
}

export async function answerConsent(browser: ConsentBrowser, url: string, fields: Fields): Promise<Visit> {
  const { origin } = new URL(url);
  let visit = await browser.get(url);
  for (let steps = 0; steps < 8; steps++) {
    if (visit.location === "") {
      if (!visit.html.includes('name="decision"')) return visit;
      visit = await browser.submit(fields);
    } else if (new URL(visit.location).origin === origin) {
      visit = await browser.get(visit.location);
    } else {
      return visit;
    }
  }
  throw new Error("the browser is sent in circles");
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (value === "" || /expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

function formOf(html: string, page: string): Form | undefined {
  const [, attributes = "", content = ""] = /<form([^>]*)>(.*?)<\/form>/s.exec(html) ?? [];
  if (content === "") return undefined;
  const action = attributeOf(attributes, "action") ?? page;
  const inputs = [...content.matchAll(/<input([^>]*)>/g)].map(([, text = ""]) => text);
  const fields = inputs
    .filter((text) => !/type="(?:checkbox|radio)"/.test(text) || / checked/.test(text))
    .map((text): [string, string] => [attributeOf(text, "name") ?? "", attributeOf(text, "value") ?? ""]);
  const selects = [...content.matchAll(/<select([^>]*)>(.*?)<\/select>/gs)].map(
    ([, text = "", options = ""]): [string, string] => [attributeOf(text, "name") ?? "", chosenOf(options)],
  );
  return { action, fields: [...fields, ...selects].filter(([name]) => name !== "") };
}

const attributeOf = (text: string, name: string): string | undefined =>
  new RegExp(`${name}="([^"]*)"`).exec(text)?.[1]?.replaceAll("&amp;", "&");

function chosenOf(options: string): string {
  const all = [...options.matchAll(/<option([^>]*)>/g)].map(([, text = ""]) => text);
  return attributeOf(all.find((text) => text.includes("selected")) ?? all[0] ?? "", "value") ?? "";
}
