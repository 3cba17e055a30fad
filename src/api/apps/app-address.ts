/** Name of the query parameter that brings a ticket to a host of an app. */
export const TICKET_PARAM = "coder_app_ticket";

/** Which app of which workspace a request is for, as its address names them. */
export interface AppAddress {
  /** "host": the app has a host of its own, and with it an origin. "path": it shares the deployment's. */
  readonly form: "path" | "host";
  readonly owner: string;
  readonly workspace: string;
  /** Undefined where the address leaves it out. */
  readonly agent: string | undefined;
  /** A slug, or a port. */
  readonly app: string;
  /** What the app's paths begin with, without a slash at its end; empty on a host of its own. */
  readonly base: string;
  readonly ticket: string | undefined;
  /** Path and query that are the app's own; without a slash before them, the address lacks one. */
  readonly rest: string;
}

const PATH = /^\/@(?<owner>[^/?]+)\/(?<place>[^/?]+)\/apps\/(?<app>[^/?]+)(?<rest>.*)$/s;
const TICKET = /^\/~(?<ticket>[\w-]+\.[\w-]+)(?<rest>.*)$/s;
/** Credentials of the deployment's that an address may carry; no app is to see them. */
const SECRETS: readonly string[] = [TICKET_PARAM, "coder_session_token"];

/** The app below `/@owner/workspace.agent/apps/`; undefined for every other path. */
export function addressOfPath(url: string): AppAddress | undefined {
  const match = PATH.exec(url)?.groups;
  if (match === undefined) return undefined;
  const [owner, place, app] = [match["owner"], match["place"], match["app"]].map((part = "") =>
    decoded(part),
  );
  if (owner === undefined || place === undefined || app === undefined) return undefined;
  const inPath = TICKET.exec(match["rest"] ?? "")?.groups;
  const ticket = inPath?.["ticket"];
  const rest = inPath?.["rest"] ?? match["rest"];
  const [workspace = "", ...agent] = place.split(".");
  const base = `/@${match["owner"]}/${match["place"]}/apps/${match["app"]}`;
  const names = { owner, workspace, agent: agent.length === 0 ? undefined : agent.join("."), app };
  return { form: "path", ...names, base, ticket, rest: withoutSecrets(rest ?? "") };
}

/** The app whose own host, below the wildcard one, this is; undefined for every other host. */
export function addressOfHost(host: string, url: string, wildcard: string): AppAddress | undefined {
  const suffix = nameOf(wildcard.slice(1));
  const name = nameOf(host);
  if (wildcard === "" || !name.endsWith(suffix)) return undefined;
  const parts = name.slice(0, -suffix.length).split("--");
  const [app = "", agent = "", workspace = "", owner = ""] = parts;
  const ticket = new URLSearchParams(/\?.*/s.exec(url)?.[0]).get(TICKET_PARAM) ?? undefined;
  const names = { owner, workspace, agent, app: parts.length === 4 ? app : "" };
  return { form: "host", ...names, base: "", ticket, rest: withoutSecrets(url) };
}

/** The host below `wildcard` that an app has for itself. */
export const hostOfApp = (
  { owner, workspace, agent = "", app }: Pick<AppAddress, "owner" | "workspace" | "agent" | "app">,
  wildcard: string,
): string => wildcard.replace("*", [app, agent, workspace, owner].join("--").toLowerCase());

const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, "");

function withoutSecrets(url: string): string {
  const [path = "", ...queries] = url.split("?");
  if (queries.length === 0) return url;
  const kept = queries
    .join("?")
    .split("&")
    .filter((pair) => !SECRETS.includes(decoded(pair.split("=")[0] ?? "") ?? ""));
  return kept.length === 0 ? path : `${path}?${kept.join("&")}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
