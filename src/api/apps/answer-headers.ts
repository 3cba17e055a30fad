import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { AppAddress } from "./app-address.ts";
import { isOurCookie } from "./app-cookie.ts";
import { endToEnd } from "./passed-headers.ts";

/** Gives a page an origin that is nobody's, so that its scripts are strangers to the dashboard and to the API. */
const SANDBOX = "sandbox allow-scripts allow-forms allow-popups allow-downloads allow-modals";

/** Takes the cookies of the whole domain, which may be the deployment's too. */
const CLEARS = "clear-site-data";

/** What speaks for the whole origin, which an app that shares it does not own. */
const FOR_THE_ORIGIN = new Set([
  "service-worker-allowed",
  "strict-transport-security",
  "public-key-pins",
  "alt-svc",
  "nel",
  "report-to",
  "reporting-endpoints",
  "origin-agent-cluster",
  "accept-ch",
]);

export interface AnswerPlace {
  readonly address: AppAddress;
  /** True where the app's pages must not have the deployment's origin. */
  readonly isSandboxed: boolean;
}

/** What a browser is told of an app's answer: it sets no cookie of the deployment's, and none for other hosts. */
export function answerHeaders(
  response: IncomingMessage,
  { address, isSandboxed }: AnswerPlace,
): OutgoingHttpHeaders {
  const headers = endToEnd(response.headers);
  const cookies = cookiesOf(headers, address.base);
  const dropped = new Set(["set-cookie", CLEARS, ...(address.form === "host" ? [] : FOR_THE_ORIGIN)]);
  const own = Object.entries(headers).filter(([name]) => !dropped.has(name));
  return {
    ...Object.fromEntries(own),
    ...(cookies.length > 0 && { "set-cookie": cookies }),
    ...(isSandboxed && sandboxHeaders(headers)),
  };
}

function sandboxHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const own = headers["content-security-policy"];
  return {
    "content-security-policy": [own ?? [], SANDBOX].flat().join(", "),
    // Addresses may hold a ticket.
    "referrer-policy": "strict-origin-when-cross-origin",
    // To its own page, too, the app is of another origin. No cookie lets anybody in here, so this opens nothing.
    "access-control-allow-origin": headers["access-control-allow-origin"] ?? "*",
  };
}

function cookiesOf(headers: IncomingHttpHeaders, base: string): string[] {
  return (headers["set-cookie"] ?? []).flatMap((line) => {
    const [pair = "", ...attributes] = line.split(";");
    if (isOurCookie(pair.split("=")[0]?.trim() ?? "")) return [];
    const path = attributes.map(pathOf).findLast((one) => one !== undefined);
    const kept = attributes.filter((one) => !/^\s*(?:domain|path)\s*(?:=|$)/i.test(one));
    return [pair, ...kept, ` Path=${pathBelow(base, path)}`].join(";");
  });
}

const pathOf = (attribute: string): string | undefined => /^\s*path\s*=\s*(.*?)\s*$/i.exec(attribute)?.[1];

/** A cookie with the prefix of another app's path, or of the dashboard's, would be sent there. */
function pathBelow(base: string, path: string | undefined): string {
  if (base === "") return path === undefined || path === "" ? "/" : path;
  return path?.startsWith(`${base}/`) === true ? path : `${base}/`;
}
