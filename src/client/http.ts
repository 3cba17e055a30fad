import type { z } from "zod";
import { AppError } from "../wire/errors.ts";
import { IDEMPOTENCY_HEADER, REPLAYED_HEADER } from "../wire/workspace.ts";
import { failureOf } from "./http-failure.ts";
import { lostConnection, networkFailure } from "./network-failure.ts";
import { readBody } from "./read-body.ts";

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** What carries a request: node's global `fetch`, or `app.fetch` of a deployment in the same process. */
export type Fetch = (request: Request) => Response | Promise<Response>;

export interface HttpOptions {
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch?: Fetch | undefined;
  readonly userAgent?: string | undefined;
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
  readonly answer: <T>(call: Call, schema: z.ZodType<T>) => Promise<Answer<T>>;
  readonly bytes: (call: Call) => Promise<Uint8Array>;
  /** Any successful answer, its body unread. */
  readonly open: (call: Call) => Promise<Response>;
}

/** Throws AppError "invalid" unless `baseUrl` is an http or https URL. */
export function createHttp(options: HttpOptions): Http {
  const baseUrl = checkBaseUrl(options.baseUrl);
  const open = (call: Call) => send(options, baseUrl, call);
  const bytes = async (call: Call) => readWhole(await open(call), call);
  const answer = async <T>(call: Call, schema: z.ZodType<T>): Promise<Answer<T>> => {
    const response = await open(call);
    const value = parseAnswer(await readWhole(response, call), call, schema);
    return { value, replayed: response.headers.get(REPLAYED_HEADER) === "true" };
  };
  return { baseUrl, open, bytes, answer, json: async (call, schema) => (await answer(call, schema)).value };
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

async function send(options: HttpOptions, baseUrl: string, call: Call): Promise<Response> {
  const url = `${baseUrl}/api/v2${call.path}${searchOf(call.query)}`;
  const build = () => requestOf(options, url, call);
  const response = await attempt(options.fetch ?? fetch, build, call);
  if (response.ok) return response;
  if (response.status >= 300 && response.status < 400) throw redirected(url, response);
  throw failureOf(build(), response, new TextDecoder().decode(await readWhole(response, call)));
}

async function attempt(via: Fetch, build: () => Request, call: Call): Promise<Response> {
  for (let retried = false; ; retried = true) {
    const request = build();
    try {
      return await via(request);
    } catch (error) {
      if (call.signal?.aborted === true) throw abortFailure(call.signal);
      if (retried || !isRepeatable(call) || !lostConnection(error)) throw networkFailure(request.url, error);
    }
  }
}

function isRepeatable(call: Call): boolean {
  return (call.method ?? "GET") === "GET" || call.idempotencyKey !== undefined || call.repeatable === true;
}

function requestOf(options: HttpOptions, url: string, call: Call): Request {
  const headers: Record<string, string> = {
    "Coder-Session-Token": options.token,
    Accept: "application/json",
  };
  if (options.userAgent !== undefined) headers["User-Agent"] = options.userAgent;
  if (call.idempotencyKey !== undefined) headers[IDEMPOTENCY_HEADER] = call.idempotencyKey;
  // A redirect would carry the token to a host that the user never named.
  const init: RequestInit = { method: call.method ?? "GET", headers, redirect: "manual" };
  if (call.signal !== undefined) init.signal = call.signal;
  if (call.json !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(call.json);
  }
  if (call.content !== undefined) {
    headers["Content-Type"] = call.content.type;
    init.body = new Uint8Array(call.content.bytes);
  }
  return new Request(url, init);
}

function searchOf(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return search.size === 0 ? "" : `?${search.toString()}`;
}

async function readWhole(response: Response, call: Call): Promise<Uint8Array> {
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

function parseAnswer<T>(bytes: Uint8Array, call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(decodeJson(bytes, call));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : `: ${issue.path.join(".")}: ${issue.message}`;
  throw new AppError("unsupported", `${call.path}: the answer is not what Coder's API promises${where}`, {
    cause: parsed.error,
  });
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

function redirected(url: string, response: Response): AppError {
  const target = URL.parse(response.headers.get("location") ?? "", url)?.origin ?? "another place";
  return new AppError(
    "unsupported",
    `${new URL(url).origin} redirects to ${target}; use the deployment's own URL (the token is not sent on)`,
  );
}

/** The error that a call ends with when its signal fires: the signal's own reason if callers can act on it. */
export function abortFailure(signal: AbortSignal): AppError {
  const reason: unknown = signal.reason;
  return reason instanceof AppError
    ? reason
    : new AppError("canceled", "the call was canceled", { cause: reason });
}
