import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { invalidField } from "../../wire/errors.ts";
import { MAX_SUBSCRIPTIONS } from "../subscriptions/subscriptions.ts";
import type { SessionEvents, SessionOpening, SessionOwner, SessionStore } from "./session-store.ts";

/** A header has to hold the id, and Node takes 16 KiB of headers. */
const MAX_OPENING = 4096;
const LIVES_MS = 24 * 60 * 60_000;
/** What so many sessions have changed is remembered; the least recently changed goes first. */
const MAX_CHANGED = 10_000;

const Payload = z.object({
  protocolVersion: z.string(),
  capabilities: z.record(z.string(), z.unknown()),
  clientInfo: z.object({ name: z.string(), version: z.string() }),
  /** Tells sessions with equal openings apart. */
  nonce: z.string(),
  /** Milliseconds since the epoch. */
  endsAt: z.number(),
});
type Payload = z.infer<typeof Payload>;

/** What a session's client has changed since it began. */
interface Changed {
  readonly isOver: boolean;
  readonly logLevel: string | undefined;
  readonly subscriptions: readonly string[];
  readonly streamId: string | undefined;
}

const UNCHANGED: Changed = { isOver: false, logLevel: undefined, subscriptions: [], streamId: undefined };

/**
 * Sessions whose id is what the client told, signed for its owner, so that an idle one costs no memory and nothing is
 * stored. They live 24 hours, for the process that has `key` (32 bytes or more); only what a session changes is
 * remembered, in memory.
 */
export function signedSessions(key: Uint8Array, now: () => number = Date.now): SessionStore {
  const changed = changedSessions();
  return {
    create: async (owner, opening) => sealed(key, owner, { ...opening, ...freshness(now()) }),
    find: async (owner, id) => {
      const payload = opened(key, owner, id);
      const sessionKey = keyOf(id);
      const { isOver, ...state } = changed.of(sessionKey);
      if (payload === undefined || isOver || payload.endsAt <= now()) return undefined;
      const { protocolVersion, capabilities, clientInfo } = payload;
      return { key: sessionKey, protocolVersion, capabilities, clientInfo, ...state };
    },
    end: async (owner, id) => {
      const sessionKey = keyOf(id);
      if (opened(key, owner, id) === undefined || changed.of(sessionKey).isOver) return false;
      changed.change(sessionKey, { ...UNCHANGED, isOver: true });
      return true;
    },
    ...changesOf(changed),
    // The one process there is has looked for the call already.
    relay: async () => undefined,
    listen: changed.listen,
  };
}

type Changes = Pick<
  SessionStore,
  "setLogLevel" | "subscribe" | "unsubscribe" | "claimStream" | "takeStream" | "leaveStream"
>;

function changesOf({ of, change }: ChangedSessions): Changes {
  return {
    setLogLevel: async (key, logLevel) => change(key, { logLevel }),
    subscribe: async (key, uri) => {
      const { subscriptions } = of(key);
      if (subscriptions.includes(uri)) return true;
      if (subscriptions.length >= MAX_SUBSCRIPTIONS) return false;
      change(key, { subscriptions: [...subscriptions, uri] });
      return true;
    },
    unsubscribe: async (key, uri) =>
      change(key, { subscriptions: of(key).subscriptions.filter((one) => one !== uri) }),
    claimStream: async (key, streamId) => change(key, { streamId }),
    takeStream: async (key, streamId) => {
      if (of(key).streamId === undefined) change(key, { streamId });
    },
    leaveStream: async (key, streamId) => {
      if (of(key).streamId === streamId) change(key, { streamId: undefined });
    },
  };
}

interface ChangedSessions {
  readonly of: (key: string) => Changed;
  readonly change: (key: string, changes: Partial<Changed>) => void;
  readonly listen: (events: SessionEvents) => Disposable;
}

function changedSessions(): ChangedSessions {
  const states = new Map<string, Changed>();
  const listeners = new Set<SessionEvents>();
  const of = (key: string): Changed => states.get(key) ?? UNCHANGED;
  return {
    of,
    change: (key, changes) => {
      const state = { ...of(key), ...changes };
      states.delete(key);
      states.set(key, state);
      const [oldest] = states.keys();
      if (states.size > MAX_CHANGED && oldest !== undefined) states.delete(oldest);
      for (const { onChange } of listeners) onChange(key);
    },
    listen: (events) => {
      listeners.add(events);
      return { [Symbol.dispose]: () => void listeners.delete(events) };
    },
  };
}

const freshness = (now: number) => ({ nonce: randomBytes(9).toString("base64url"), endsAt: now + LIVES_MS });

function sealed(key: Uint8Array, owner: SessionOwner, payload: Payload & SessionOpening): string {
  const text = JSON.stringify(payload);
  if (text.length > MAX_OPENING)
    throw invalidField("capabilities", `must have at most about ${MAX_OPENING} characters as JSON`);
  const body = Buffer.from(text).toString("base64url");
  return `${body}.${signatureOf(key, owner, body).toString("base64url")}`;
}

/** What an id says; undefined unless it was signed for this owner. */
function opened(key: Uint8Array, owner: SessionOwner, id: string): Payload | undefined {
  const [body = "", signature = ""] = id.split(".");
  const [given, right] = [Buffer.from(signature, "base64url"), signatureOf(key, owner, body)];
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return Payload.parse(JSON.parse(Buffer.from(body, "base64url").toString()));
}

const signatureOf = (key: Uint8Array, { userId, clientId }: SessionOwner, body: string): Buffer =>
  createHmac("sha256", key)
    .update(JSON.stringify([userId, clientId, body]))
    .digest();

/** By the part that is signed: the other one can be written in several ways. */
const keyOf = (id: string): string => hash("sha256", id.split(".", 1).join(""));
