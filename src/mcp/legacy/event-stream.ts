import type { JSONRPCMessage } from "@modelcontextprotocol/server";

const KEEP_ALIVE_MS = 15_000;
/** Unread bytes from which on a client that does not read loses progress and other notifications. */
const SLOW_READER_BYTES = 1024 * 1024;
const HEADERS = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-cache, no-transform",
  "X-Accel-Buffering": "no",
} as const;

/** A response that goes on, as Server-Sent Events without ids: streams cannot be resumed. */
export interface EventStream {
  readonly response: Response;
  readonly write: (message: JSONRPCMessage) => void;
  readonly close: () => void;
  /** Resolves when it is over, whichever side ended it. */
  readonly ended: Promise<void>;
}

export interface EventStreamOptions {
  /** Asked whenever the stream is kept alive; false ends it. */
  readonly goesOn?: () => Promise<boolean>;
  readonly keepAliveMs?: number | undefined;
}

/** Opens a stream that sends a comment every 15 s, so that no proxy takes it for dead. */
export function openEventStream({
  goesOn,
  keepAliveMs = KEEP_ALIVE_MS,
}: EventStreamOptions = {}): EventStream {
  const encoder = new TextEncoder();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const put = (text: string): void => controller?.enqueue(encoder.encode(text));
  const finish = (): void => {
    controller = undefined;
    clearInterval(timer);
    end();
  };
  const close = (): void => {
    controller?.close();
    finish();
  };
  const stayAlive = async (): Promise<void> => {
    // A check that fails says nothing about the session; the next one will.
    if ((await goesOn?.().catch(() => true)) === false) return close();
    put(": keep-alive\n\n");
  };
  const timer = setInterval(() => void stayAlive(), keepAliveMs);
  const strategy = new ByteLengthQueuingStrategy({ highWaterMark: SLOW_READER_BYTES });
  const body = new ReadableStream<Uint8Array>(
    { start: (own) => void (controller = own), cancel: finish },
    strategy,
  );
  put(": open\n\n");
  return {
    response: new Response(body, { headers: HEADERS }),
    write: (message) => {
      const isSlow = (controller?.desiredSize ?? 0) <= 0;
      if (!isSlow || !isNotification(message)) put(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
    },
    close,
    ended,
  };
}

const isNotification = (message: JSONRPCMessage): boolean => "method" in message && !("id" in message);
