import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import type { Exchange } from "./exchange.ts";
import { cancelledIdOf } from "./parse-message.ts";
import type { SessionStore } from "./session-store.ts";
import { exchangeOf } from "./wire-ids.ts";

/** What this replica does at the moment for sessions. */
export interface Exchanges extends Disposable {
  /** Remembers a running exchange; the returned function forgets it. */
  readonly add: (key: string, exchange: Exchange) => () => void;
  /** Brings a message of a session's client to the call that it is for, on whichever replica that runs. */
  readonly route: (key: string, message: JSONRPCMessage) => Promise<void>;
}

/** Knows the running exchanges by their session, and hears of messages for them from other replicas. */
export function createExchanges(store: SessionStore): Exchanges {
  const byKey = new Map<string, Set<Exchange>>();
  const deliver = (key: string, message: JSONRPCMessage): boolean => {
    const receivers = [...(byKey.get(key) ?? [])].filter((exchange) => isFor(exchange, message));
    for (const exchange of receivers) exchange.deliver(message);
    return receivers.length > 0;
  };
  const listening = store.listen({
    keys: () => [...byKey.keys()],
    onMessage: deliver,
    onChange: () => undefined,
  });
  return {
    add: (key, exchange) => {
      const others = byKey.get(key) ?? new Set();
      byKey.set(key, others.add(exchange));
      return () => {
        if (others.delete(exchange) && others.size === 0) byKey.delete(key);
      };
    },
    route: async (key, message) => {
      const isRoutable = exchangeOf(message) !== undefined || cancelledIdOf(message) !== undefined;
      if (isRoutable && !deliver(key, message)) await store.relay(key, message);
    },
    [Symbol.dispose]: () => {
      listening[Symbol.dispose]();
      for (const exchange of [...byKey.values()].flatMap((set) => [...set])) void exchange.close();
    },
  };
}

function isFor(exchange: Exchange, message: JSONRPCMessage): boolean {
  const cancelled = cancelledIdOf(message);
  return cancelled === undefined ? exchangeOf(message) === exchange.id : exchange.runs(cancelled);
}
