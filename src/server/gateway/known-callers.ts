import { hash } from "node:crypto";
import { createClient, type CoderClient } from "../../client/client.ts";
import { createConnector, type Connector } from "../../client/connector.ts";
import { dialSocket } from "../../client/dial-socket.ts";
import type { Transport } from "../../client/transport.ts";
import { withHeaders } from "../../client/with-headers.ts";
import { sharedReads } from "../../lib/shared-reads.ts";
import { VERSION } from "../../lib/version.ts";
import { AppError } from "../../wire/errors.ts";
import type { Target } from "./target.ts";

/** So long, in milliseconds, a token that the deployment has taken is not shown to it again. */
export const TOKEN_KEPT_MS = 30_000;
/** So long, in milliseconds, after a caller's last request and its time limit, its terminals stay open. */
const IDLE_MS = 10 * 60_000;
const TIDY_EVERY_MS = 60_000;
const ASK_WITHIN_MS = 15_000;
const MAX_CALLERS = 10_000;

/** A token that the deployment knows, and the ways to its workspaces. */
export interface KnownCaller {
  /** A digest of the token. */
  readonly key: string;
  readonly userId: string;
  readonly username: string;
  readonly client: CoderClient;
  readonly connector: Connector;
}

/** Who has come with a token lately; nothing of it outlives the process. */
export interface KnownCallers extends Disposable {
  /** Throws AppError "unauthenticated" for a token that the deployment refuses; else what kept it from answering. */
  readonly find: (token: string) => Promise<KnownCaller>;
}

export interface KnownCallersOptions {
  readonly target: Target;
  /** Sends the target's headers too. */
  readonly transport: Transport;
  /** The longest, in milliseconds, that a caller may be at work without another request. */
  readonly timeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Entry {
  readonly caller: KnownCaller;
  readonly checkedAt: number;
  readonly usedAt: number;
}

interface Entries {
  readonly get: (key: string) => Entry | undefined;
  readonly keep: (entry: Entry) => void;
  readonly drop: (key: string) => void;
  /** Drops those that were used last before a time. */
  readonly dropBefore: (time: number) => void;
}

/**
 * Asks the deployment whose a token is (`GET /users/me`), at most every 30 seconds for each. A token that it refuses is
 * forgotten at once, with its terminals.
 */
export function knownCallers(options: KnownCallersOptions): KnownCallers {
  const { now, timeoutMs } = options;
  const entries = openEntries();
  const share = sharedReads<KnownCaller>();
  const tidy = (): void => entries.dropBefore(now() - IDLE_MS - timeoutMs);
  const timer = setInterval(tidy, TIDY_EVERY_MS).unref();
  return {
    find: async (token) => {
      const key = hash("sha256", token);
      const known = entries.get(key);
      if (known === undefined || known.checkedAt + TOKEN_KEPT_MS <= now())
        return await share(key, async () => await check(options, entries, { key, token }));
      entries.keep({ ...known, usedAt: now() });
      return known.caller;
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      entries.dropBefore(Infinity);
    },
  };
}

/** In the order of their last use. */
function openEntries(): Entries {
  const byKey = new Map<string, Entry>();
  const drop = (key: string): void => {
    byKey.get(key)?.caller.connector.close();
    byKey.delete(key);
  };
  return {
    get: (key) => byKey.get(key),
    keep: (entry) => {
      byKey.delete(entry.caller.key);
      byKey.set(entry.caller.key, entry);
      const [oldest] = byKey.keys();
      if (byKey.size > MAX_CALLERS && oldest !== undefined) drop(oldest);
    },
    drop,
    dropBefore: (time) => {
      for (const [key, { usedAt }] of byKey) if (usedAt < time) drop(key);
    },
  };
}

interface Shown {
  readonly key: string;
  readonly token: string;
}

async function check(options: KnownCallersOptions, entries: Entries, shown: Shown): Promise<KnownCaller> {
  const { now, target } = options;
  const { key } = shown;
  const known = entries.get(key)?.caller;
  const client = known?.client ?? clientOf(options, shown);
  // Counted from before the deployment looks, so that no later change of its mind is overlooked for longer.
  const checkedAt = now();
  try {
    const { id: userId, username } = await client.me({ signal: AbortSignal.timeout(ASK_WITHIN_MS) });
    const caller = known ?? { key, client, userId, username, connector: createConnector(client) };
    entries.keep({ caller, checkedAt, usedAt: checkedAt });
    return caller;
  } catch (error) {
    const failure = failureOf(error, target);
    if (failure.code === "unauthenticated") entries.drop(key);
    throw failure;
  }
}

function clientOf({ target: { url: baseUrl, headers }, transport }: KnownCallersOptions, { token }: Shown) {
  const dial = withHeaders(dialSocket, headers);
  const userAgent = `coder-mcp/${VERSION} (gateway)`;
  return createClient({ baseUrl, token, transport, dial, userAgent, share: sharedReads() });
}

/** As it is at the gateway's edge: the token is refused, or else the deployment could not be asked. */
function failureOf(error: unknown, { url }: Target): AppError {
  if (!(error instanceof AppError)) throw error;
  const { code, message, detail = message } = error;
  // A token for another resource is 403 at Coder's API (coder-api 1.2), and as good as none here (RFC 6750 section 3.1).
  if (code === "unauthenticated" || code === "forbidden")
    return new AppError("unauthenticated", `${url} does not take this token.`, { detail, cause: error });
  if (code === "rate_limited" || code === "unavailable" || code === "timeout") return error;
  const text = `${url} did not say whose the token is; is it the access URL of a Coder deployment?`;
  return new AppError("unavailable", text, { detail: message, status: 502, cause: error });
}
