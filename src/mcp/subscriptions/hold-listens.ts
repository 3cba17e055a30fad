import { SUBSCRIPTION_ID_META_KEY, type JSONRPCMessage, type Transport } from "@modelcontextprotocol/server";
import { fieldOf } from "../../lib/field-of.ts";
import { AppError } from "../../wire/errors.ts";
import type { Log } from "../log.ts";
import { listenFilter } from "./listen-filter.ts";
import type { ResourceHub } from "./resource-hub.ts";

/**
 * The transport, except that the hub watches what the connection listens to. The SDK serves `subscriptions/listen` by
 * itself; its acknowledgement tells that a subscription began and of what, the client's cancellation that it ended.
 */
export function holdListens(inner: Transport, hub: ResourceHub, log: Log): Transport {
  const open = new Map<unknown, readonly (() => void)[]>();
  const end = (id: unknown) => {
    for (const release of open.get(id) ?? []) release();
    open.delete(id);
  };
  const outer: Transport = {
    start: () => {
      Object.assign(inner, {
        onmessage: (message: JSONRPCMessage) => {
          if ("method" in message && message.method === "notifications/cancelled")
            end(message.params?.["requestId"]);
          outer.onmessage?.(message);
        },
        onerror: (error: Error) => outer.onerror?.(error),
        onclose: () => {
          for (const id of open.keys()) end(id);
          outer.onclose?.();
        },
      });
      return inner.start();
    },
    send: async (message, options) => {
      if ("method" in message && message.method === "notifications/subscriptions/acknowledged")
        open.set(idOf(message.params), holdAll(hub, message.params, log));
      await inner.send(message, options);
    },
    close: () => inner.close(),
  };
  return outer;
}

const idOf = (params: unknown): unknown => fieldOf(fieldOf(params, "_meta"), SUBSCRIPTION_ID_META_KEY);

/** The acknowledgement is on its way: what is over the limit is only missing. */
function holdAll(hub: ResourceHub, params: unknown, log: Log): readonly (() => void)[] {
  const { uris, list } = listenFilter(params);
  const held: (() => void)[] = [];
  try {
    if (list) held.push(hub.holdList());
    for (const uri of uris) held.push(hub.hold(uri));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log("warn", "subscriptions left out", { error });
  }
  return held;
}
