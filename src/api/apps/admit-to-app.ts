import type { IncomingMessage } from "node:http";
import { subjectOfRef } from "../../oauth/credential-ref.ts";
import { AppError } from "../../wire/errors.ts";
import type { FoundApp } from "../../workspaces/find-app.ts";
import type { AppAddress } from "./app-address.ts";
import { appCaller, type AppCaller } from "./app-caller.ts";
import { appCookie, appCookieOf } from "./app-cookie.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";
import { openAppTicket, sealAppTicket, type AppTicket } from "./app-ticket.ts";
import { issueAppTicket, SESSION_SECONDS } from "./issue-app-ticket.ts";
import { mayOpenApp } from "./may-open-app.ts";

/** What becomes of a request for an app: served, sent elsewhere, or refused. */
export type Admission =
  | { readonly kind: "serve" }
  | {
      readonly kind: "redirect";
      readonly location: string;
      readonly cookie?: string;
      /** Whose session the redirect turns into a ticket. */
      readonly caller?: AppCaller;
    }
  | { readonly kind: "refuse" };

export interface AppRequest {
  readonly address: AppAddress;
  readonly found: FoundApp;
  readonly incoming: IncomingMessage;
}

const SERVE = { kind: "serve" } as const;
const REFUSE = { kind: "refuse" } as const;

/** Decides about every request anew: what a ticket allows ends with its token and its user's rights. */
export async function admitToApp(deps: WorkspaceDeps, request: AppRequest): Promise<Admission> {
  return await (request.address.form === "host" ? admitToHost(deps, request) : admitToPath(deps, request));
}

async function admitToHost(deps: WorkspaceDeps, request: AppRequest): Promise<Admission> {
  const { address, found, incoming } = request;
  const brought = openAppTicket(deps.appKeys(), address.ticket, "url");
  if (brought !== undefined && isRead(incoming) && (await isGood(deps, found, brought))) {
    const kept = sealAppTicket(deps.appKeys(), { ...brought, use: "cookie", expires: brought.until });
    const cookie = appCookie(kept, new Date(brought.until * 1000), deps.accessUrl);
    return { kind: "redirect", location: onHost(address.rest), cookie };
  }
  if (found.level === "public") return SERVE;
  const kept = openAppTicket(deps.appKeys(), appCookieOf(incoming.headers.cookie, deps.accessUrl), "cookie");
  if (kept !== undefined && (await isGood(deps, found, kept)))
    return isFromOwnPage(incoming) ? SERVE : REFUSE;
  const caller = await appCaller(deps, incoming.headers);
  return caller?.from === "header" && mayOpenApp(caller.subject, found) ? SERVE : REFUSE;
}

/** A path with two slashes before it would be the name of another host. */
const onHost = (rest: string): string => `/${rest.replace(/^[/\\]+/, "")}`;

async function admitToPath(deps: WorkspaceDeps, request: AppRequest): Promise<Admission> {
  const { address, found, incoming } = request;
  if (!deps.pathAppsShareOrigin && isFromDashboard(incoming)) return REFUSE;
  const ticket = openAppTicket(deps.appKeys(), address.ticket, "path");
  if (ticket !== undefined && (await isGood(deps, found, ticket))) return SERVE;
  if (found.level === "public" && !deps.pathAppsShareOrigin) return SERVE;
  const caller = await appCaller(deps, incoming.headers);
  if (caller === undefined || !mayOpenApp(caller.subject, found)) return REFUSE;
  if (caller.from === "header") return SERVE;
  if (deps.pathAppsShareOrigin) {
    const isOwner = caller.subject.userId === found.agent.owner_id;
    return isOwner && isFromOwnPage(incoming) ? SERVE : REFUSE;
  }
  if (!isRead(incoming) || incoming.headers.upgrade !== undefined) return REFUSE;
  const { text } = issueAppTicket(deps, found, caller, { use: "path", seconds: SESSION_SECONDS });
  return { kind: "redirect", location: `${address.base}/~${text}${address.rest}`, caller };
}

const isRead = ({ method }: IncomingMessage): boolean => method === "GET" || method === "HEAD";

/** A cookie goes along with what pages of other origins, of other apps too, make a browser send. */
function isFromOwnPage({ headers }: IncomingMessage): boolean {
  return headers.origin === undefined || URL.parse(headers.origin)?.host === headers.host;
}

/** The dashboard's pages only link to apps; whatever else they would load of one could act as the dashboard. */
const isFromDashboard = ({ headers }: IncomingMessage): boolean =>
  headers["sec-fetch-site"] === "same-origin" && headers["sec-fetch-mode"] !== "navigate";

async function isGood(deps: WorkspaceDeps, found: FoundApp, ticket: AppTicket): Promise<boolean> {
  if (ticket.agent !== found.agent.id || ticket.app !== found.app) return false;
  try {
    return mayOpenApp(await subjectOfRef(deps.identity, ticket.credential), found);
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return false;
    throw error;
  }
}
