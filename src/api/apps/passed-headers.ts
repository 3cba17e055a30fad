import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { AppAddress } from "./app-address.ts";
import { headerTokenOf } from "./app-caller.ts";
import { isOurCookie } from "./app-cookie.ts";

/** Headers of one connection, which a proxy takes off (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** The deployment's own, and what it says itself. */
const OURS = /^(?:coder-session-token|x-csrf-token|expect|forwarded|x-forwarded-.*|x-real-ip)$/;

/** Headers without those that are for one connection only. */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !named.includes(name));
  return Object.fromEntries(kept);
}

/** What an app is told of a request: nothing that is the deployment's secret, and whom it came from. */
export function headersForApp(
  incoming: IncomingMessage,
  address: AppAddress,
  accessUrl: string,
): OutgoingHttpHeaders {
  const { authorization, cookie, referer, ...headers } = endToEnd(incoming.headers);
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !OURS.test(name)));
  const cookies = cookiesForApp(cookie);
  const isOurs = headerTokenOf({ authorization }) !== undefined;
  return {
    ...kept,
    ...(authorization !== undefined && !isOurs && { authorization }),
    ...(cookies !== "" && { cookie: cookies }),
    ...(referer !== undefined && { referer: withoutTickets(referer) }),
    "x-forwarded-for": incoming.socket.remoteAddress ?? "",
    "x-forwarded-host": incoming.headers.host ?? "",
    "x-forwarded-proto": new URL(accessUrl).protocol.slice(0, -1),
    ...(address.base !== "" && { "x-forwarded-prefix": address.base }),
  };
}

const cookiesForApp = (cookie = ""): string =>
  cookie
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "" && !isOurCookie(pair.split("=")[0]?.trim() ?? ""))
    .join("; ");

const withoutTickets = (referer: string): string =>
  referer.replace(/\/~[\w-]+\.[\w-]+/, "").replace(/[?&]coder_(?:app_ticket|session_token)=[^&]*/g, "");
