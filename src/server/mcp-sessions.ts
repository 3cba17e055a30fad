import { hash, randomBytes } from "node:crypto";
import { leaveMcpMessage, mcpMessage, recentMcpMessages } from "../db/mcp-session-messages.ts";
import {
  changeMcpSession,
  deleteMcpSession,
  forgetOldMcpSessions,
  insertMcpSession,
  leaveMcpStream,
  subscribeMcpSession,
  takeMcpStream,
  unsubscribeMcpSession,
  useMcpSession,
  type McpSessionRow,
} from "../db/mcp-sessions.ts";
import type { Db } from "../db/connect.ts";
import { publish, type Events } from "../db/events.ts";
import { parseMessage } from "../mcp/legacy/parse-message.ts";
import type { LegacySession, SessionEvents, SessionStore } from "../mcp/legacy/session-store.ts";

const ID_BYTES = 24;
const ID = /^[A-Za-z0-9_-]{32}$/;
const MAX_SUBSCRIPTIONS = 100;
const FORGET_EVERY_MS = 60_000;

export interface McpSessionsOptions {
  readonly db: Db;
  readonly events: Events;
  /** Told of failures in the background. */
  readonly onError: (error: unknown) => void;
}

/** Keeps the sessions of MCP clients in PostgreSQL, where all replicas find them. */
export function openMcpSessions(options: McpSessionsOptions): SessionStore & Disposable {
  const { db, events, onError } = options;
  const timer = setInterval(() => void forgetOldMcpSessions(db).catch(onError), FORGET_EVERY_MS).unref();
  const changed = (key: string) => publish(db, "mcp_session", key);
  return {
    create: async (owner, opening) => {
      const id = randomBytes(ID_BYTES).toString("base64url");
      await insertMcpSession(db, { ...owner, ...opening, id: digestOf(id) });
      return id;
    },
    find: async (owner, id) => {
      const row = ID.test(id) ? await useMcpSession(db, owner, digestOf(id)) : undefined;
      return row === undefined ? undefined : toSession(row);
    },
    end: async (owner, id) => {
      const digest = digestOf(id);
      if (!(await deleteMcpSession(db, owner, digest))) return false;
      await changed(digest.toString("hex"));
      return true;
    },
    ...changesOf(db, changed),
    relay: (key, message) => leaveMcpMessage(db, bytesOf(key), { ...message }),
    listen: (listener) => listen({ db, events, onError }, listener),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

type Changes = Pick<
  SessionStore,
  "setLogLevel" | "subscribe" | "unsubscribe" | "claimStream" | "takeStream" | "leaveStream"
>;

/** Streams follow what changes in their session; log levels matter to calls alone, which read them anyway. */
function changesOf(db: Db, changed: (key: string) => Promise<void>): Changes {
  return {
    setLogLevel: (key, level) => changeMcpSession(db, bytesOf(key), { log_level: level }),
    subscribe: async (key, uri) => {
      const added = await subscribeMcpSession(db, bytesOf(key), { uri, limit: MAX_SUBSCRIPTIONS });
      await changed(key);
      return added;
    },
    unsubscribe: async (key, uri) => {
      await unsubscribeMcpSession(db, bytesOf(key), uri);
      await changed(key);
    },
    claimStream: async (key, streamId) => {
      await changeMcpSession(db, bytesOf(key), { stream_id: streamId });
      await changed(key);
    },
    takeStream: (key, streamId) => takeMcpStream(db, bytesOf(key), streamId),
    leaveStream: async (key, streamId) => {
      if (await leaveMcpStream(db, bytesOf(key), streamId)) await changed(key);
    },
  };
}

function listen({ db, events, onError }: McpSessionsOptions, listener: SessionEvents): Disposable {
  const hear = async (event: string): Promise<void> => {
    const [id, key = ""] = event.split(".");
    if (!listener.keys().includes(key)) return;
    const message = await mcpMessage(db, Number(id));
    if (message !== undefined) listener.onMessage(key, parseMessage(message));
  };
  const catchUp = async (): Promise<void> => {
    const keys = listener.keys();
    if (keys.length === 0) return;
    for (const { session_id: id, message } of await recentMcpMessages(db, keys.map(bytesOf)))
      listener.onMessage(id.toString("hex"), parseMessage(message));
  };
  const messages = events.listen("mcp_message", (event) => {
    void (event === undefined ? catchUp() : hear(event)).catch(onError);
  });
  const changes = events.listen("mcp_session", listener.onChange);
  return {
    [Symbol.dispose]: () => {
      messages[Symbol.dispose]();
      changes[Symbol.dispose]();
    },
  };
}

function toSession(row: McpSessionRow): LegacySession {
  return {
    key: row.id.toString("hex"),
    protocolVersion: row.protocol_version,
    capabilities: row.capabilities,
    clientInfo: row.client_info,
    logLevel: row.log_level ?? undefined,
    subscriptions: row.subscriptions,
    streamId: row.stream_id ?? undefined,
  };
}

const digestOf = (id: string): Buffer => hash("sha256", id, "buffer");

const bytesOf = (key: string): Buffer => Buffer.from(key, "hex");
