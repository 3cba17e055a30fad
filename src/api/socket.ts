import type { Readable } from "node:stream";
import { AppError } from "../wire/errors.ts";
import { goJson } from "../wire/go-json.ts";
import type { ApiContext } from "./api-env.ts";

/**
 * Frames to send, text or binary, until they end or the peer has gone. `input` is what the peer sends in binary
 * messages.
 */
export type Frames = (signal: AbortSignal, input: Readable) => AsyncIterable<string | Uint8Array>;

/** A WebSocket handshake that the request came with; `server/` completes it when a route accepts. */
export interface Handshake {
  /** Without `takesInput` what the peer sends is thrown away; with it a text message ends the socket with 1003. */
  readonly accept: (frames: Frames, takesInput?: boolean) => void;
}

/** The handshake of a request; undefined for an ordinary one. */
export const handshakeOf = (c: ApiContext): Handshake | undefined =>
  // Calls in process have no environment at all.
  (c.env as ApiContext["env"] | undefined)?.handshake;

/** Answers a WebSocket handshake with one frame for each item (coder-api 0.4); 426 for an ordinary request. */
export function frameStream<T>(
  c: ApiContext,
  items: (signal: AbortSignal) => AsyncIterable<T>,
  toFrame: (item: T) => string = goJson,
): Response {
  const handshake = handshakeOf(c);
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
export const dataFrame = (data: unknown): string => goJson({ type: "data", data });
