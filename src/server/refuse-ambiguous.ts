import type { IncomingMessage, ServerResponse } from "node:http";

/** Of these Node keeps the first and drops the others, where a proxy in front may have looked at the last. */
const SINGLE = new Set(["host", "authorization"]);

/**
 * Answers 400 to a request that two programs may read differently, and closes its connection; true when it did. Node's
 * parser refuses the other known kinds (RFC 9112 sections 3.2, 6.3 and 11.2).
 */
export function refuseAmbiguous(request: IncomingMessage, response: ServerResponse): boolean {
  const fault = faultOf(request);
  if (fault === undefined) return false;
  response.writeHead(400, { "content-type": "application/json; charset=utf-8", connection: "close" });
  response.end(`${JSON.stringify({ message: "Bad Request.", detail: fault, code: "invalid" })}\n`);
  return true;
}

function faultOf({ rawHeaders, headers, url = "/" }: IncomingMessage): string | undefined {
  const encoding = headers["transfer-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "chunked")
    return "Transfer-Encoding must be chunked.";
  if (/^[a-z]/i.test(url) && URL.parse(url)?.host !== headers.host?.toLowerCase())
    return "The target and the Host header must name the same host.";
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? "";
    if (SINGLE.has(name) && seen.has(name)) return `There must be one ${name} header.`;
    seen.add(name);
  }
  return undefined;
}
