import { goJson } from "../wire/go-json.ts";
import type { ApiContext } from "./api-env.ts";

const PING_EVERY_MS = 15_000;
const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache",
  "x-accel-buffering": "no",
};

/** Answers with server-sent events: a `data` event for each item, `ping` meanwhile (coder-api 0.4). */
export function eventStream<T>(c: ApiContext, items: (signal: AbortSignal) => AsyncIterable<T>): Response {
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, c.req.raw.signal]);
  const encoder = new TextEncoder();
  let ping: NodeJS.Timeout | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      send("event: ping\n\n");
      ping = setInterval(() => send("event: ping\n\n"), PING_EVERY_MS);
      void pump(items(signal), send, controller).finally(() => clearInterval(ping));
    },
    cancel: () => {
      clearInterval(ping);
      ended.abort();
    },
  });
  return c.body(stream, 200, HEADERS);
}

async function pump<T>(
  items: AsyncIterable<T>,
  send: (text: string) => void,
  controller: ReadableStreamDefaultController,
): Promise<void> {
  try {
    for await (const item of items) send(`event: data\ndata: ${goJson(item)}\n\n`);
    controller.close();
  } catch (error) {
    // The reader has gone, or the deployment fails: either way the stream ends here and the client asks again.
    controller.error(error);
  }
}
