import { credentialRefOf } from "../../oauth/credential-ref.ts";
import type { FoundApp } from "../../workspaces/find-app.ts";
import type { AppCaller } from "./app-caller.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";
import { sealAppTicket, type AppTicket } from "./app-ticket.ts";

/** How long, in seconds, a browser may use an app until it must show its session again. */
export const SESSION_SECONDS = 24 * 3600;
/** How long, in seconds, the address that brings a browser to an app's host may take. */
const ARRIVAL_SECONDS = 60;

export interface TicketWish {
  readonly use: "path" | "url";
  /** How long the app may be used. */
  readonly seconds: number;
  /** Set for an address that is handed on: it is good as long as what it opens. */
  readonly isShared?: boolean;
}

/** A ticket that ends with its time and never after the token that it was made with. */
export function issueAppTicket(
  { appKeys }: Pick<WorkspaceDeps, "appKeys">,
  { agent, app }: FoundApp,
  { subject, token }: Pick<AppCaller, "subject" | "token">,
  { use, seconds, isShared = false }: TicketWish,
): { readonly text: string; readonly expires: Date } {
  const now = Date.now();
  const until = Math.floor(Math.min(now + seconds * 1000, subject.expiresAt.getTime()) / 1000);
  const arrival = Math.min(until, Math.floor(now / 1000) + ARRIVAL_SECONDS);
  const ticket: AppTicket = {
    use,
    agent: agent.id,
    app,
    expires: use === "url" && !isShared ? arrival : until,
    until,
    credential: credentialRefOf(token),
    user: subject.userId,
    key: subject.keyId,
  };
  return { text: sealAppTicket(appKeys(), ticket), expires: new Date(ticket.expires * 1000) };
}
