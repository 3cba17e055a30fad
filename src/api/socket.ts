import { AppError } from "../wire/errors.ts";
import type { ApiContext } from "./api-env.ts";

/** Text frames to send, until they end or the peer has gone. */
export type Frames = (signal: AbortSignal) => AsyncIterable<string>;

/** A WebSocket handshake that the request came with; `server/` completes it when a route accepts. */
export interface Handshake {
  readonly accept: (frames: Frames) => void;
}

/** Answers a WebSocket handshake with one frame for each item (coder-api 0.4); 426 for an ordinary request. */
export function frameStream<T>(
  c: ApiContext,
  items: (signal: AbortSignal) => AsyncIterable<T>,
  toFrame: (item: T) => string = JSON.stringify,
): Response {
  // Calls in process have no environment at all.
  const handshake = (c.env as ApiContext["env"] | undefined)?.handshake;
  if (handshake === undefined) {
    throw new AppError(
      "invalid",
      "This needs a WebSocket; leave out `follow` to read what there is so far.",
      {
        status: 426,
        validations: [{ field: "follow", detail: "takes a WebSocket" }],
      },
    );
  }
  handshake.accept(async function* frames(signal) {
    for await (const item of items(signal)) yield toFrame(item);
  });
  return c.body(null, 200);
}

/** The frame that carries an item on the "-ws" twins of event streams. */
export const dataFrame = (data: unknown): string => JSON.stringify({ type: "data", data });
