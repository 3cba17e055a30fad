import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { Client } from "pg";
import type { Db } from "./connect.ts";

/**
 * What can change under a waiting reader; `id` is the workspace, job, agent, key, MCP session or table it happened to.
 */
export type EventKind =
  | "workspace"
  | "job_log"
  | "agent_log"
  | "job_queued"
  | "job_canceled"
  | "crypto_key"
  | "mcp_session"
  | "mcp_message"
  | "credential"
  | "approval"
  | "audit";

const CHANNEL = "coder_events";

/** Tells every replica, at the commit of the transaction that `db` is in (or at once outside of one). */
export async function publish(db: Db, kind: EventKind, id: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${`${kind}:${id}`})`.execute(db);
}

/** `next` waits for the next turn; false once the signal is aborted. The first turn comes at once. */
export interface Turns extends Disposable {
  readonly next: () => Promise<boolean>;
}

export interface Events {
  /** A turn for each event of `kind` on `id`, and whenever events may have been missed. */
  readonly follow: (kind: EventKind, id: string, signal: AbortSignal) => Turns;
  /** Calls back for every event of `kind` (with its id), and with undefined when some may have been missed. */
  readonly listen: (kind: EventKind, callback: (id: string | undefined) => void) => Disposable;
  /** Listens on a channel of someone else's; `onReconnect` is called when notifications may have been missed. */
  readonly channel: (
    name: string,
    onPayload: (payload: string) => void,
    onReconnect: () => void,
  ) => Promise<{ readonly close: () => Promise<void> }>;
  readonly close: () => Promise<void>;
}

/** Opens the one connection of this replica that listens; it reconnects for ever, until closed. */
export async function listenForEvents(url: string, onError: (error: unknown) => void): Promise<Events> {
  const emitter = new EventEmitter().setMaxListeners(0);
  const closing = new AbortController();
  const listening: Listening = {
    url,
    emitter,
    onError,
    signal: closing.signal,
    channels: new Set([CHANNEL]),
  };
  const clients = { current: await subscribe(listening) };
  const loop = keepListening(listening, clients);
  return {
    follow: (kind, id, signal) => follow(emitter, `${kind}:${id}`, signal),
    listen: (kind, callback) => listen(emitter, kind, callback),
    channel: async (name, onPayload, onReconnect) => {
      listening.channels.add(name);
      emitter.on(channelEvent(name), onPayload).on("missed", onReconnect);
      await clients.current?.query(`listen ${name}`);
      return {
        close: async () => void emitter.off(channelEvent(name), onPayload).off("missed", onReconnect),
      };
    },
    close: async () => {
      closing.abort();
      await loop;
    },
  };
}

/** Several events during a slow turn still make the next turn happen; subscribed from the call on. */
function follow(emitter: EventEmitter, key: string, signal: AbortSignal): Turns {
  let due = true;
  let resume: (() => void) | undefined;
  const wake = (): void => {
    due = true;
    resume?.();
  };
  emitter.on(key, wake).on("missed", wake);
  signal.addEventListener("abort", wake);
  return {
    next: async () => {
      if (!due) await new Promise<void>((resolve) => (resume = resolve));
      due = false;
      return !signal.aborted;
    },
    [Symbol.dispose]: () => {
      emitter.off(key, wake).off("missed", wake);
      signal.removeEventListener("abort", wake);
    },
  };
}

function listen(
  emitter: EventEmitter,
  kind: EventKind,
  callback: (id: string | undefined) => void,
): Disposable {
  const missed = (): void => callback(undefined);
  emitter.on(kind, callback).on("missed", missed);
  return { [Symbol.dispose]: () => void emitter.off(kind, callback).off("missed", missed) };
}

interface Listening {
  readonly url: string;
  readonly emitter: EventEmitter;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
  readonly channels: Set<string>;
}

const channelEvent = (name: string): string => `channel ${name}`;

async function keepListening(context: Listening, clients: { current: Client | undefined }): Promise<void> {
  while (!context.signal.aborted) {
    if (clients.current !== undefined) await untilEnd(clients.current, context.signal);
    if (context.signal.aborted) return;
    clients.current = undefined;
    clients.current = await resubscribe(context);
  }
}

async function resubscribe(context: Listening): Promise<Client | undefined> {
  const { emitter, onError, signal } = context;
  try {
    const client = await subscribe(context);
    emitter.emit("missed");
    return client;
  } catch (error) {
    onError(error);
    await delay(500, undefined, { signal }).catch(() => undefined);
    return undefined;
  }
}

async function subscribe({ url, emitter, channels }: Listening): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: "coder events", keepAlive: true });
  client.on("error", () => undefined);
  client.on("notification", ({ channel, payload = "" }) => {
    if (channel !== CHANNEL) return void emitter.emit(channelEvent(channel), payload);
    const [kind = "", id = ""] = payload.split(":");
    emitter.emit(payload);
    emitter.emit(kind, id);
  });
  await client.connect();
  for (const channel of channels) await client.query(`listen ${channel}`);
  return client;
}

async function untilEnd(client: Client, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([ended, aborted]);
  await client.end().catch(() => undefined);
}
