import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { openEventStream, type EventStream } from "./event-stream.ts";

/** An answer that takes longer is a stream, which can be kept alive. */
const OPEN_AFTER_MS = 10_000;

/** What a POST is answered with, made from the messages as they come. */
export interface Answer {
  readonly response: Promise<Response>;
  readonly send: (message: JSONRPCMessage) => void;
  /** No more messages come. */
  readonly end: () => void;
}

/**
 * Plain JSON when nothing but the final responses comes, and a stream as soon as anything else does, or when it takes
 * longer than ten seconds. `isBatch` makes the JSON an array.
 */
export function createAnswer(isBatch: boolean, openAfterMs = OPEN_AFTER_MS): Answer {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const waiting: JSONRPCMessage[] = [];
  let stream: EventStream | undefined;
  const open = (): EventStream => {
    clearTimeout(timer);
    if (stream !== undefined) return stream;
    stream = openEventStream();
    for (const message of waiting) stream.write(message);
    resolve(stream.response);
    return stream;
  };
  const timer = setTimeout(open, openAfterMs);
  return {
    response: promise,
    send: (message) => {
      if (stream === undefined && !("method" in message)) waiting.push(message);
      else open().write(message);
    },
    end: () => {
      clearTimeout(timer);
      // A request that was canceled has no response, and JSON would be one.
      if (stream !== undefined || waiting.length === 0) return open().close();
      resolve(Response.json(isBatch ? waiting : waiting[0]));
    },
  };
}
