import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { McpHttpCaller } from "../mcp/http.ts";
import { logRequest } from "../mcp/log-request.ts";
import type { PlainRun } from "../mcp/plain/plain-lane.ts";
import type { Subject } from "../oauth/rbac.ts";
import { scopeOf } from "../api/request-origin.ts";
import type { RequestScope } from "../lib/request-scope.ts";
import { AppError } from "../wire/errors.ts";
import { auditCalls } from "./audit-calls.ts";
import { mcpSpan } from "./observe/mcp-span.ts";
import { mcpSubject, mcpTokenOf } from "./mcp-caller.ts";
import { checkSender } from "./mcp-guard.ts";
import type { Direct } from "./listen.ts";
import type { MountedMcp } from "./mount-mcp.ts";

/** Longer bodies go the way that reads them in pieces. */
const MAX_BODY_BYTES = 65_536;

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly header: (name: string) => string | undefined;
}

/**
 * Answers plain MCP requests on Node's own request and response, under the same guard as all others. Whatever it does
 * not answer, it hands on as it came, its body read.
 */
export function plainMcp(path: string, mounted: MountedMcp): Direct {
  if (!mounted.deps.experiments.includes("mcp-server-http")) return () => false;
  return (incoming, outgoing) => {
    const exchange = { incoming, outgoing, header: headersOf(incoming) };
    return isCandidate(exchange, path) && serve(exchange, path, mounted).catch(failed(exchange, mounted));
  };
}

/** A client that went away has no use for an answer; anything else is a bug. */
const failed =
  ({ outgoing }: Exchange, { log }: MountedMcp) =>
  (error: unknown): boolean => {
    if (outgoing.destroyed) return true;
    log.error({ err: error }, "a plain request failed");
    if (!outgoing.headersSent) outgoing.writeHead(500);
    outgoing.end();
    return true;
  };

const headersOf =
  ({ headers }: IncomingMessage) =>
  (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === "string" ? value : undefined;
  };

/** Whether a request may be a plain one, by its head. */
function isCandidate({ incoming, header }: Exchange, path: string): boolean {
  const { method, url = "" } = incoming;
  return (
    method === "POST" &&
    url.startsWith(path) &&
    (url.length === path.length || url[path.length] === "?") &&
    header("mcp-protocol-version") === "2026-07-28" &&
    header("content-type") === "application/json" &&
    header("origin") === undefined &&
    header("expect") === undefined &&
    Number(header("content-length") ?? Infinity) <= MAX_BODY_BYTES
  );
}

async function serve(exchange: Exchange, path: string, mounted: MountedMcp): Promise<boolean> {
  const began = performance.now();
  const asked = await admitted(exchange, path, mounted);
  if (asked === undefined) return false;
  const { subject, known: caller, body } = asked;
  const answer = mounted.mcp.plain({ body, header: exchange.header }, caller);
  if (answer === undefined || !isCounted(asked, mounted)) return false;
  const requestId = randomUUID();
  const span = mcpSpan(mounted.deps.observer, exchange.header("traceparent"), body);
  const scope = { ...scopeOf(requestId, exchange.incoming), trace: span.trace };
  const text =
    answer.known ??
    (await mounted.deps.scopes.run(scope, () => answer.call(runOf(exchange, { ...asked, scope }, mounted))));
  span.end(200);
  send(exchange.outgoing, text, { requestId, version: mounted.deps.version });
  if (mounted.log.isLevelEnabled("debug")) {
    const trace = { request_id: requestId, user: subject.username };
    logRequest(mounted.mcpLog, { trace }, { httpMethod: "POST", body, status: 200, began });
  }
  return true;
}

/** What a call runs with: it ends when its client goes away, and is written down. */
function runOf(
  { outgoing }: Exchange,
  { subject, token, scope }: Pick<Asked, "subject" | "token"> & { readonly scope: RequestScope },
  { deps }: MountedMcp,
): PlainRun {
  const left = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableEnded) left.abort();
  });
  const record = auditCalls({ subject, token, scope }, deps);
  return { signal: left.signal, record };
}

interface Asked {
  readonly subject: Subject;
  readonly token: string;
  readonly known: McpHttpCaller;
  readonly body: unknown;
}

/** A request that the guard lets in; undefined for one that is refused, by whoever answers it. */
async function admitted(exchange: Exchange, path: string, mounted: MountedMcp): Promise<Asked | undefined> {
  const { incoming, header } = exchange;
  const { caller, guard, limit } = mounted;
  // The body is read before anything waits: what comes meanwhile would be lost for who reads it next.
  const body = parseJson(await readBody(incoming));
  if (body === undefined) return undefined;
  try {
    const token = mcpTokenOf(header);
    limit.checkToken(token);
    checkSender({ origin: undefined, hosts: [header("host") ?? ""] }, guard);
    const subject = await mcpSubject(caller.identity, token, caller.mcpUrl);
    const known = mounted.callerOf({ subject, token, search: (incoming.url ?? "").slice(path.length) });
    return { subject, token, known, body };
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** The body, left with the request for who may have to read it again; rejects when the client goes away meanwhile. */
async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const pieces: Buffer[] = [];
  incoming.on("data", (piece: Buffer) => pieces.push(piece));
  incoming.once("end", () => resolve(Buffer.concat(pieces)));
  incoming.once("error", reject);
  const bytes = await promise;
  // Where @hono/node-server looks for a body that has been read.
  Reflect.set(incoming, "rawBody", bytes);
  return bytes;
}

/** Undefined for what is no JSON. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function isCounted({ subject, token }: Asked, { limit }: MountedMcp): boolean {
  try {
    limit.count(subject.userId, token);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

function send(
  outgoing: ServerResponse,
  text: string | Buffer,
  { requestId, version }: { readonly requestId: string; readonly version: string },
): void {
  outgoing.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "x-coder-build-version": `v${version}`,
    "x-coder-request-id": requestId,
    "x-content-type-options": "nosniff",
  });
  // A text goes out in one piece with the head.
  outgoing.end(text);
}
