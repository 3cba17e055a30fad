import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError, resourceNotFound } from "../../wire/errors.ts";
import { findApp, type FoundApp } from "../../workspaces/find-app.ts";
import { addressOfHost, addressOfPath, type AppAddress } from "./app-address.ts";
import type { WorkspaceDeps } from "../workspace-deps.ts";
import { refusalOf, sentOn, wantsPage, type OwnAnswer } from "./app-refusal.ts";
import { admitToApp } from "./admit-to-app.ts";
import { appCaller } from "./app-caller.ts";
import type { AppCall } from "./ask-app.ts";
import { auditAppAccess } from "./audit-app-access.ts";
import { proxyRequest } from "./proxy-request.ts";
import { proxyUpgrade } from "./proxy-upgrade.ts";

/** Where requests for apps are taken, before every other route; both say false to what is for no app. */
export interface AppGateway {
  readonly request: (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    /** Says that the request's body may take as long as it goes on coming. */
    takesLong: () => void,
  ) => Promise<boolean>;
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => Promise<boolean>;
}

/** Reaches the apps and ports of workspaces, below the deployment's own host and on hosts of theirs. */
export const createAppGateway = (deps: WorkspaceDeps): AppGateway => ({
  request: async (incoming, outgoing, takesLong) => {
    const address = addressOf(deps, incoming);
    if (address === undefined) return false;
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const answer = await answered(deps, incoming, async () => {
      const decided = await decide(deps, incoming, address);
      if (!("found" in decided)) return decided;
      const { found } = decided;
      const isSandboxed = hasSandbox(deps, address);
      if (isSandboxed && isPreflight(incoming)) return preflight(incoming);
      takesLong();
      const call: AppCall = { incoming, address, found, signal: gone.signal };
      await proxyRequest(deps, call, outgoing, { address, isSandboxed });
      return undefined;
    });
    if (answer !== undefined && !outgoing.headersSent)
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    return true;
  },
  upgrade: async (incoming, socket, head) => {
    const address = addressOf(deps, incoming);
    if (address === undefined) return false;
    const gone = new AbortController();
    socket.once("close", () => gone.abort());
    const answer = await answered(deps, incoming, async () => {
      const decided = await decide(deps, incoming, address);
      if (!("found" in decided)) return decided;
      const call: AppCall = { incoming, address, found: decided.found, signal: gone.signal };
      await proxyUpgrade(deps, call, { socket, head }, { address, isSandboxed: hasSandbox(deps, address) });
      return undefined;
    });
    if (answer !== undefined) socket.end(answerText(answer));
    return true;
  },
});

/** Every request of a wildcard host is for an app, so that none of them reaches the API. */
function addressOf(
  { wildcardHost }: WorkspaceDeps,
  { url = "/", headers }: IncomingMessage,
): AppAddress | undefined {
  return addressOfHost(headers.host ?? "", url, wildcardHost) ?? addressOfPath(url);
}

/** An address with a ticket may come from anybody, also where one's own apps are trusted. */
const hasSandbox = ({ pathAppsShareOrigin }: WorkspaceDeps, { form, ticket }: AppAddress): boolean =>
  form === "path" && (!pathAppsShareOrigin || ticket !== undefined);

async function decide(
  deps: WorkspaceDeps,
  incoming: IncomingMessage,
  address: AppAddress,
): Promise<OwnAnswer | { readonly found: FoundApp }> {
  if (!address.rest.startsWith("/")) {
    if (address.form === "host") throw resourceNotFound();
    return sentOn(`${address.base}/${address.rest}`);
  }
  const found = await findApp(deps.workspaces, address);
  const admission = found === undefined ? undefined : await admitToApp(deps, { address, found, incoming });
  if (found === undefined || admission === undefined || admission.kind === "refuse")
    return await refused(deps, incoming, address);
  if (admission.kind === "serve") return { found };
  const subject = admission.caller?.subject;
  if (subject !== undefined) await auditAppAccess(deps, incoming, { found, subject });
  return sentOn(admission.location, admission.cookie);
}

/** Somebody who may not have logged in yet is sent to do so; all others learn no more than that there is nothing. */
async function refused(
  deps: WorkspaceDeps,
  incoming: IncomingMessage,
  address: AppAddress,
): Promise<OwnAnswer> {
  const mayLogIn = incoming.method === "GET" && wantsPage(incoming.headers);
  if (!mayLogIn || incoming.headers.upgrade !== undefined) throw resourceNotFound();
  if (address.form === "host") {
    // An address that has just been there with a session and was not let in would only go round.
    if (address.ticket !== undefined) throw resourceNotFound();
    const place = `${new URL(deps.accessUrl).protocol}//${incoming.headers.host}${address.rest}`;
    return sentOn(
      `${deps.accessUrl}/api/v2/applications/auth-redirect?redirect_uri=${encodeURIComponent(place)}`,
    );
  }
  if ((await appCaller(deps, incoming.headers)) !== undefined) throw resourceNotFound();
  return sentOn(`/login?redirect=${encodeURIComponent(`${address.base}${address.rest}`)}`);
}

async function answered(
  { log }: WorkspaceDeps,
  incoming: IncomingMessage,
  work: () => Promise<OwnAnswer | undefined>,
): Promise<OwnAnswer | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return await refusalOf(error, incoming.headers);
    const id = randomUUID();
    log.error({ err: error, request_id: id }, "a request for an app failed");
    const detail = `The deployment's log tells more about request ${id}.`;
    const failure = new AppError("unavailable", "An internal server error occurred.", {
      detail,
      status: 500,
    });
    return await refusalOf(failure, incoming.headers);
  }
}

const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === "OPTIONS" && headers["access-control-request-method"] !== undefined;

/** Apps do not expect that their own pages are of another origin. */
const preflight = ({ headers }: IncomingMessage): OwnAnswer => ({
  status: 204,
  headers: {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": headers["access-control-request-method"],
    "access-control-allow-headers": headers["access-control-request-headers"] ?? "",
  },
  body: "",
});

function answerText({ status, headers, body }: OwnAnswer): string {
  const own = { ...headers, connection: "close", "content-length": Buffer.byteLength(body) };
  const lines = Object.entries(own).map(([name, value]) => `${name}: ${String(value)}`);
  return `${[`HTTP/1.1 ${status} Refused`, ...lines].join("\r\n")}\r\n\r\n${body}`;
}
