import { performServerHandshake } from "node:http2";
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { SESSION_WINDOW, STREAM_WINDOW } from "../../wire/tunnel-settings.ts";

/** How often the other end is asked whether it is there, and how long its answer may take, in milliseconds. */
export interface Pings {
  readonly everyMs: number;
  readonly limitMs: number;
}

const PINGS: Pings = { everyMs: 15_000, limitMs: 10_000 };

export type StreamHandler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** Serves HTTP/2 on a connected carrier until it ends, `signal` aborts, or a ping stays without answer. */
export async function serveTunnel(
  carrier: Duplex,
  handle: StreamHandler,
  signal: AbortSignal,
  pings: Pings = PINGS,
): Promise<void> {
  const session = performServerHandshake(carrier, {
    settings: { initialWindowSize: STREAM_WINDOW, maxConcurrentStreams: 1000, enablePush: false },
  });
  session.setLocalWindowSize(SESSION_WINDOW);
  session.on("stream", handle);
  const closed = new Promise<void>((resolve) => session.once("close", resolve));
  // A broken carrier is an ordinary end of a tunnel: the caller dials again.
  session.on("error", () => session.destroy());
  carrier.on("error", () => session.destroy());
  carrier.on("close", () => session.destroy());
  const stop = () => session.destroy();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const timer = setInterval(() => ping(session, pings.limitMs), pings.everyMs);
  try {
    await closed;
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", stop);
    carrier.destroy();
  }
}

function ping(session: ServerHttp2Session, limitMs: number): void {
  if (session.destroyed) return;
  const late = setTimeout(() => session.destroy(), limitMs);
  const sent = session.ping((error) => {
    clearTimeout(late);
    if (error !== null) session.destroy();
  });
  if (!sent) clearTimeout(late);
}
