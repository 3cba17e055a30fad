import { Transform, type Readable, type Writable } from "node:stream";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

export interface DrainingOptions {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Milliseconds that running requests may still take after stdin has ended. */
  readonly graceMs: number;
  readonly onClosed: () => void;
}

/**
 * The SDK's stdio transport, except that requests which are running when stdin ends are answered first: piped callers
 * close their end as soon as they have written.
 */
export function drainingTransport({ stdin, stdout, graceMs, onClosed }: DrainingOptions): Transport {
  const open = openRequests();
  const input = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    // The last messages are read in the same tick as the end.
    flush: (done) => void setImmediate(() => open.whenNone(graceMs, done)),
  });
  // A stdin that breaks never ends by itself.
  stdin.once("close", () => void input.end());
  const inner = new StdioServerTransport(stdin.pipe(input), stdout);
  const transport: Transport = {
    start: () => {
      Object.assign(inner, {
        onmessage: (message: JSONRPCMessage) => {
          open.received(message);
          transport.onmessage?.(message);
        },
        onerror: (error: Error) => transport.onerror?.(error),
        onclose: () => {
          transport.onclose?.();
          onClosed();
        },
      });
      return inner.start();
    },
    send: async (message) => {
      await inner.send(message).finally(() => open.sent(message));
    },
    close: () => inner.close(),
  };
  return transport;
}

/** Which requests wait for their answer. Subscriptions never end by themselves, so they do not count. */
function openRequests() {
  const ids = new Set<string | number>();
  let onNone: (() => void) | undefined;
  const close = (id: unknown) => {
    if (typeof id === "string" || typeof id === "number") ids.delete(id);
    if (ids.size === 0) onNone?.();
  };
  return {
    received: (message: JSONRPCMessage): void => {
      if (!("method" in message)) return;
      if (message.method === "notifications/cancelled") close(message.params?.["requestId"]);
      else if ("id" in message && message.method !== "subscriptions/listen") ids.add(message.id);
    },
    sent: (message: JSONRPCMessage): void => {
      if (!("method" in message)) close(message.id);
    },
    whenNone: (graceMs: number, done: () => void): void => {
      if (ids.size === 0) return done();
      const timer = setTimeout(done, graceMs);
      onNone = () => {
        clearTimeout(timer);
        onNone = undefined;
        // The answer has been handed to stdout; let it be written before everything closes.
        setImmediate(done);
      };
    },
  };
}
