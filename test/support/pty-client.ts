import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import type { Place } from "./api-calls.ts";
import type { Scope } from "./deployment.ts";

const WITHIN_MS = 20_000;

export interface PtyOptions {
  readonly agent: string;
  readonly reconnect?: string;
  readonly command?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PtyClient {
  readonly reconnect: string;
  readonly socket: WebSocket;
  /** All that the terminal showed. */
  readonly bytes: () => Buffer;
  /** Waits until the terminal has shown `text`; resolves with all of it. */
  readonly shows: (text: string | RegExp) => Promise<string>;
  readonly send: (...objects: readonly object[]) => void;
  /** Waits for the close: its code and reason. */
  readonly closed: () => Promise<{ readonly code: number; readonly reason: string }>;
}

export function ptyUrl({ url, token }: Place, { agent, reconnect, command, query }: PtyOptions): string {
  const search = new URLSearchParams({
    ...(reconnect !== undefined && { reconnect }),
    ...(command !== undefined && { command }),
    ...(token !== "" && { coder_session_token: token }),
    ...query,
  });
  return `${url.replace(/^http/, "ws")}/api/v2/workspaceagents/${agent}/pty?${search.toString()}`;
}

/** A client of the reconnecting terminal, as Coder's own speak it. */
export async function openPty(scope: Scope, place: Place, options: PtyOptions): Promise<PtyClient> {
  const { reconnect = randomUUID(), headers = {} } = options;
  const socket = new WebSocket(ptyUrl(place, { ...options, reconnect }), { headers });
  scope.after(async () => socket.terminate());
  const chunks: Buffer[] = [];
  const changes = new Set<() => void>();
  const close = Promise.withResolvers<{ readonly code: number; readonly reason: string }>();
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) throw new Error("the server sent a text message");
    chunks.push(data);
    for (const change of changes) change();
  });
  socket.on("close", (code, reason) => close.resolve({ code, reason: reason.toString() }));
  await new Promise<void>((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const bytes = (): Buffer => Buffer.concat(chunks);
  return {
    reconnect,
    socket,
    bytes,
    shows: async (text) => await shown(bytes, text, changes),
    send: (...objects) => socket.send(Buffer.from(objects.map((object) => JSON.stringify(object)).join(""))),
    closed: async () => await within(close.promise, "the server did not close the socket"),
  };
}

async function shown(bytes: () => Buffer, text: string | RegExp, changes: Set<() => void>): Promise<string> {
  const found = Promise.withResolvers<string>();
  const look = (): void => {
    const all = bytes().toString();
    if (typeof text === "string" ? all.includes(text) : text.test(all)) found.resolve(all);
  };
  changes.add(look);
  look();
  try {
    return await within(found.promise, () => `never showed ${String(text)}: ${bytes().toString()}`);
  } finally {
    changes.delete(look);
  }
}

async function within<T>(wanted: Promise<T>, fault: string | (() => string)): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(
    () => late.reject(new Error(typeof fault === "string" ? fault : fault())),
    WITHIN_MS,
  );
  try {
    return await Promise.race([wanted, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
