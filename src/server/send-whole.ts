import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { isJson } from "../lib/is-json.ts";

/**
 * Sends an answer of JSON in one piece and says that it is sent; hands every other one back. The way through a stream,
 * which streams need, costs a short answer more time than all the rest of it.
 */
export async function sendWhole(response: Response, outgoing: ServerResponse): Promise<Response> {
  if (!isJson(response) || response.body === null) return response;
  const body = await response.bytes();
  outgoing.writeHead(response.status, { ...headersOf(response), "content-length": body.byteLength });
  outgoing.end(body);
  return RESPONSE_ALREADY_SENT;
}

function headersOf({ headers }: Response): OutgoingHttpHeaders {
  const cookies = headers.getSetCookie();
  return { ...Object.fromEntries(headers), ...(cookies.length > 0 && { "set-cookie": cookies }) };
}
