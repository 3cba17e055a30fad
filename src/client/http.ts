import type { z } from "zod";
import type { ShareRead } from "../lib/shared-reads.ts";
import { AppError } from "../wire/errors.ts";
import { IDEMPOTENCY_HEADER, REPLAYED_HEADER } from "../wire/workspace.ts";
import { failureOf } from "./http-failure.ts";
import { lostConnection, networkFailure } from "./network-failure.ts";
import type { WebSocket } from "ws";
import { dialSocket, UpgradeRefused, type Dial } from "./dial-socket.ts";
import { nodeTransport } from "./node-transport.ts";
import { readBody } from "./read-body.ts";
import type { Incoming, Outgoing, Transport } from "./transport.ts";
import { abortFailure, untilAborted } from "./until-aborted.ts";

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface HttpOptions {
  readonly baseUrl: string;
  readonly token: string;
  /** Node's own HTTP unless told otherwise. */
  readonly transport?: Transport | undefined;
  /** How WebSockets are opened; over the network unless a transport was given. */
  readonly dial?: Dial | undefined;
  readonly userAgent?: string | undefined;
  /** Has equal brief reads of one caller share an answer; absent means that each is sent. */
  readonly share?: ShareRead<unknown> | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What the caller may say about any call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Makes a mutation repeatable: sent as a header, and lets the client retry a lost connection. */
  readonly idempotencyKey?: string | undefined;
}

export interface Call extends CallOptions {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Under `/api/v2`. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly content?: { readonly bytes: Uint8Array; readonly type: string };
  /** The body itself makes the call repeatable, so a lost connection may be retried. */
  readonly repeatable?: boolean;
}

/** An answer, and whether an earlier call with the same idempotency key produced it. */
export interface Answer<T> {
  readonly value: T;
  readonly replayed: boolean;
}

/** The one way to a Coder deployment. Every failure is an AppError. */
export interface Http {
  readonly baseUrl: string;
  readonly json: <T>(call: Call, schema: z.ZodType<T>) => Promise<T>;
  /** A read that the deployment answers at once; equal ones may share an answer. */
  readonly brief: <T>(call: Call, parse: ParseOnce<T>) => Promise<T>;
  readonly answer: <T>(call: Call, schema: z.ZodType<T>) => Promise<Answer<T>>;
  readonly bytes: (call: Call) => Promise<Uint8Array>;
  /** Any successful answer, its body unread. */
  readonly open: (call: Call) => Promise<Incoming>;
  /** Opens a WebSocket, which is paused; undefined where the deployment is reached without a network. */
  readonly socket: ((call: Call) => Promise<WebSocket>) | undefined;
}

/** Throws AppError "invalid" unless `baseUrl` is an http or https URL. */
export function createHttp(options: HttpOptions): Http {
  const baseUrl = checkBaseUrl(options.baseUrl);
  const transport = options.transport ?? nodeTransport();
  const dial = options.dial ?? (options.transport === undefined ? dialSocket : undefined);
  const open = (call: Call) => send(transport, requestOf(options, baseUrl, call), call);
  const bytes = async (call: Call) => readWhole(await open(call), call);
  const value = async (call: Call): Promise<unknown> => decodeJson(await bytes(call), call);
  const shared = async ({ signal, ...call }: Call): Promise<unknown> => {
    const { share } = options;
    if (share === undefined) return await value({ ...call, signal });
    // It is not one caller's alone, so none of them ends it for the others.
    const key = `${call.path}${searchOf(call.query)}`;
    return await untilAborted(
      share(key, async () => await value(call)),
      signal,
    );
  };
  const answer = async <T>(call: Call, schema: z.ZodType<T>): Promise<Answer<T>> => {
    const response = await open(call);
    const parsed = parseAnswer(decodeJson(await readWhole(response, call), call), call, schema);
    return { value: parsed, replayed: response.header(REPLAYED_HEADER.toLowerCase()) === "true" };
  };
  return {
    baseUrl,
    open,
    socket: dial && ((call) => upgrade(dial, requestOf(options, baseUrl, call), call)),
    bytes,
    answer,
    json: async (call, schema) => parseAnswer(await value(call), call, schema),
    brief: async (call, parse) => parse(await shared(call), call),
  };
}

function checkBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AppError(
      "invalid",
      `"${text}" is not a deployment's URL; expected such as https://coder.example.com`,
    );
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

async function send(transport: Transport, request: Outgoing, call: Call): Promise<Incoming> {
  const answer = await attempt(transport, request, call);
  if (answer.status >= 200 && answer.status < 300) return answer;
  if (answer.status >= 300 && answer.status < 400) throw redirected(request.url, answer);
  throw failureOf(request, answer, new TextDecoder().decode(await readWhole(answer, call)));
}

async function attempt(transport: Transport, request: Outgoing, call: Call): Promise<Incoming> {
  for (let retried = false; ; retried = true) {
    try {
      return await transport(request);
    } catch (error) {
      if (call.signal?.aborted === true) throw abortFailure(call.signal);
      // What carries requests may have a reason of its own, such as a login that has ended.
      if (error instanceof AppError) throw error;
      if (retried || !isRepeatable(call) || !lostConnection(error)) throw networkFailure(request.url, error);
    }
  }
}

async function upgrade(dial: Dial, request: Outgoing, call: Call): Promise<WebSocket> {
  try {
    return await dial(request);
  } catch (error) {
    if (call.signal?.aborted === true) throw abortFailure(call.signal);
    if (error instanceof AppError) throw error;
    if (error instanceof UpgradeRefused)
      throw failureOf(request, { status: error.status, header: error.header }, error.text);
    throw networkFailure(request.url, error);
  }
}

function isRepeatable(call: Call): boolean {
  return (call.method ?? "GET") === "GET" || call.idempotencyKey !== undefined || call.repeatable === true;
}

function requestOf(options: HttpOptions, baseUrl: string, call: Call): Outgoing {
  const headers: Record<string, string> = {
    "Coder-Session-Token": options.token,
    Accept: "application/json",
  };
  if (options.userAgent !== undefined) headers["User-Agent"] = options.userAgent;
  if (call.idempotencyKey !== undefined) headers[IDEMPOTENCY_HEADER] = call.idempotencyKey;
  if (call.json !== undefined) headers["Content-Type"] = "application/json";
  if (call.content !== undefined) headers["Content-Type"] = call.content.type;
  return {
    method: call.method ?? "GET",
    url: `${baseUrl}/api/v2${call.path}${searchOf(call.query)}`,
    headers,
    body: call.json === undefined ? call.content?.bytes : JSON.stringify(call.json),
    signal: call.signal,
  };
}

function searchOf(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return search.size === 0 ? "" : `?${search.toString()}`;
}

async function readWhole(response: Incoming, call: Call): Promise<Uint8Array> {
  try {
    return await readBody(response, MAX_ANSWER_BYTES);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (call.signal?.aborted === true) throw abortFailure(call.signal);
    throw new AppError("unavailable", `the connection was lost while reading ${call.path}; try again`, {
      cause: error,
    });
  }
}

function parseAnswer<T>(value: unknown, call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : `: ${issue.path.join(".")}: ${issue.message}`;
  throw new AppError("unsupported", `${call.path}: the answer is not what Coder's API promises${where}`, {
    cause: parsed.error,
  });
}

/** Checks an answer. */
export type ParseOnce<T> = (value: unknown, call: Call) => T;

/** Checks answers by a schema, each once: whoever shares an answer shares what was made of it. */
export function parseOnce<T>(schema: z.ZodType<T>): ParseOnce<T> {
  const parsed = new WeakMap<object, T>();
  return (value, call) => {
    if (typeof value !== "object" || value === null) return parseAnswer(value, call, schema);
    const known = parsed.get(value) ?? parseAnswer(value, call, schema);
    parsed.set(value, known);
    return known;
  };
}

function decodeJson(bytes: Uint8Array, call: Call): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new AppError(
      "unsupported",
      `${call.path}: the answer is not JSON; is the URL a Coder deployment's?`,
      {
        cause,
      },
    );
  }
}

function redirected(url: string, answer: Incoming): AppError {
  const target = URL.parse(answer.header("location") ?? "", url)?.origin ?? "another place";
  return new AppError(
    "unsupported",
    `${new URL(url).origin} redirects to ${target}; use the deployment's own URL (the token is not sent on)`,
  );
}
