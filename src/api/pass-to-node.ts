import { IncomingMessage, type ServerResponse } from "node:http";
import { AppError } from "../wire/errors.ts";
import type { ApiContext } from "./api-env.ts";

export interface PassedRequest {
  /** Path and query. */
  readonly url: string;
  readonly body?: { readonly type: string; readonly text: string } | undefined;
}

type NodeHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Lets a handler of Node's own requests answer, with the URL and the body that it is given and nothing more. */
export async function passToNode(
  c: ApiContext,
  handler: NodeHandler,
  { url, body }: PassedRequest,
): Promise<Response> {
  const { incoming, outgoing } = c.env;
  if (incoming === undefined || outgoing === undefined) {
    throw new AppError("unsupported", "This endpoint takes HTTP requests only.");
  }
  const request = new IncomingMessage(incoming.socket);
  request.method = c.req.method;
  request.url = url;
  request.httpVersion = incoming.httpVersion;
  request.headers = { ...incoming.headers };
  for (const name of ["transfer-encoding", "content-length", "content-type"]) delete request.headers[name];
  if (body !== undefined) {
    const bytes = Buffer.from(body.text);
    request.headers["content-type"] = body.type;
    request.headers["content-length"] = String(bytes.byteLength);
    request.push(bytes);
  }
  // Without this its end would count as that of the connection.
  request.complete = true;
  request.push(null);
  c.res.headers.forEach((value, name) => void outgoing.setHeader(name, value));
  outgoing.setHeader("X-Content-Type-Options", "nosniff");
  await handler(request, outgoing);
  // How @hono/node-server is told that the response is under way.
  return new Response(null, { headers: { "x-hono-already-sent": "true" } });
}
