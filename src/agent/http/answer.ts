import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { pipeline } from "node:stream/promises";
import { AppError } from "../../wire/errors.ts";
import { STATUS_OF } from "../../wire/http-status.ts";
import { PATHS_HEADER, PathLists } from "../../wire/agent-tunnel.ts";
import type { Response } from "../../wire/response.ts";
import type { Log } from "../log.ts";
import { json } from "./route.ts";
import type { Call, Reply, Route } from "./route.ts";

/** One for all calls: making an error for each costs more than many a call. */
const CLOSED = new AppError("canceled", "the caller has gone");

type Answer = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => Promise<void>;

/** Serves `routes` on HTTP/2 streams. Every failure becomes the envelope of coder-api 0.2 with our code. */
export function answerWith(routes: readonly Route[], log: Log): Answer {
  return async (stream, headers) => {
    const gone = new AbortController();
    stream.on("close", () => gone.abort(CLOSED));
    // A stream whose body nobody has read to its end is not closed by a reset.
    stream.on("aborted", () => gone.abort(CLOSED));
    // A reset by the caller is no failure of ours; `close` follows it.
    stream.on("error", () => undefined);
    const reply = await replyTo(routes, { stream, headers, signal: gone.signal }, log);
    await send(stream, reply).catch((error: unknown) => {
      log("debug", "a reply was not delivered", { error: String(error), path: headers[":path"] });
      if (!stream.destroyed) stream.close();
    });
  };
}

interface Incoming {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly signal: AbortSignal;
}

async function replyTo(routes: readonly Route[], incoming: Incoming, log: Log): Promise<Reply> {
  const { stream, headers, signal } = incoming;
  try {
    const url = new URL(headers[":path"] ?? "/", "http://agent");
    const { route, params } = find(routes, headers[":method"] ?? "GET", url.pathname);
    const within = pathListsOf(headers);
    if (within !== undefined && route.checksPaths !== true) throw outOfReach(url.pathname);
    const call: Call = { params, query: url.searchParams, headers, body: stream, signal, within };
    return await route.handle(call);
  } catch (error) {
    return failure(error, signal, (id, detail) =>
      log("error", "unexpected failure", { id, ...detail, path: headers[":path"] }),
    );
  }
}

function pathListsOf({ [PATHS_HEADER]: text }: IncomingHttpHeaders): Call["within"] {
  return typeof text === "string" ? PathLists.parse(JSON.parse(decodeURIComponent(text))) : undefined;
}

const outOfReach = (path: string): AppError =>
  new AppError("forbidden", "Forbidden.", {
    detail: `${path} cannot be held to folders, so who is limited to some may not use it.`,
  });

function find(routes: readonly Route[], method: string, path: string) {
  const matches = routes.flatMap((route) => {
    const params = match(route.pattern, path);
    return params === undefined ? [] : [{ route, params }];
  });
  const found = matches.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  if (matches.length > 0) throw new AppError("unsupported", `${path} does not take ${method}`);
  throw new AppError("not_found", `the agent has no ${path}`);
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith("{")) params[segment.slice(1, -1)] = decodeURIComponent(value);
    else if (segment !== value) return undefined;
  }
  return params;
}

function failure(
  error: unknown,
  signal: AbortSignal,
  report: (id: string, detail: Record<string, unknown>) => void,
): Reply {
  if (error instanceof AppError) return json(envelope(error), STATUS_OF[error.code]);
  if (signal.aborted)
    return json({ message: "canceled by the caller", code: "canceled" }, STATUS_OF.canceled);
  const id = randomUUID();
  report(id, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return json({ message: `The workspace agent failed unexpectedly (${id}).` }, 500);
}

function envelope({ message, code, detail, validations }: AppError): Response {
  return {
    message,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(validations.length === 0 ? {} : { validations: [...validations] }),
  };
}

async function send(stream: ServerHttp2Stream, reply: Reply): Promise<void> {
  if (stream.destroyed) {
    if (reply.kind === "stream") reply.body.destroy();
    return;
  }
  if (reply.kind === "stream") {
    stream.respond({ ":status": 200, ...reply.headers });
    await pipeline(reply.body, stream);
    return;
  }
  const body = Buffer.from(`${JSON.stringify(reply.body)}\n`);
  const headers = { "content-type": "application/json", "content-length": body.length };
  stream.respond({ ":status": reply.status, ...headers });
  stream.end(body);
  // What is left of a refused upload is thrown away, so that flow control lets the reply through.
  stream.resume();
}
