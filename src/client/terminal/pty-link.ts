import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import { AppError } from "../../wire/errors.ts";
import type { Call } from "../http.ts";
import { ptySocket, type PtySocket } from "./pty-socket.ts";

/** Delays before each attempt to reach a terminal whose connection was lost; it lives on for minutes (coder-api 4.1). */
const RETRY_MS = [0, 100, 300, 1000, 2000, 4000];
/** Wide enough that nothing wraps lines. */
const SIZE = { width: 4000, height: 80 } as const;
const ENDED = 1000;

export interface LinkOptions {
  readonly socket: (call: Call) => Promise<WebSocket>;
  readonly agentId: string;
  /** What runs in the terminal. */
  readonly command: string;
}

export interface LinkEvents {
  readonly onBytes: (bytes: Buffer) => void;
  /** Connected again: what was typed may not have arrived, and what is read begins with what was read before. */
  readonly onReattached: () => void;
  /** Once, when the terminal is no more, or can no longer be reached. */
  readonly onGone: (reason: unknown) => void;
}

/** A terminal of an agent, whose connection is made again when it is lost. */
export interface PtyLink {
  /** Types text; what the connection loses meanwhile is lost, and told by `onReattached`. */
  readonly type: (text: string) => Promise<void>;
  /** Cuts the connection, which is then made again. */
  readonly cut: () => void;
  readonly close: () => void;
}

/** Opens a terminal. Throws AppError when the deployment refuses it. */
export async function openPtyLink(
  options: LinkOptions,
  events: LinkEvents,
  signal: AbortSignal,
): Promise<PtyLink> {
  const call = callOf(options);
  const closing = new AbortController();
  const state: { socket: PtySocket | undefined } = { socket: undefined };
  const attach = (socket: WebSocket): void => {
    state.socket = ptySocket(socket, { onBytes: events.onBytes, onClose });
  };
  const onClose = (code: number): void => {
    state.socket = undefined;
    if (closing.signal.aborted) return;
    if (code === ENDED) return events.onGone(new AppError("unavailable", "the terminal ended"));
    void reattach();
  };
  const reattach = async (): Promise<void> => {
    try {
      attach(await again(options, call, closing.signal));
      events.onReattached();
    } catch (error) {
      if (!closing.signal.aborted) events.onGone(error);
    }
  };
  attach(await options.socket({ ...call, signal }));
  return {
    type: async (text) => await state.socket?.type(text),
    cut: () => state.socket?.cut(),
    close: () => {
      closing.abort();
      state.socket?.close();
    },
  };
}

function callOf({ agentId, command }: LinkOptions): Call {
  return {
    path: `/workspaceagents/${agentId}/pty`,
    query: { reconnect: randomUUID(), ...SIZE, backend_type: "buffered", command },
  };
}

async function again({ socket }: LinkOptions, call: Call, signal: AbortSignal): Promise<WebSocket> {
  let last: unknown;
  for (const delay of RETRY_MS) {
    await sleep(delay, undefined, { signal, ref: false });
    try {
      return await socket({ ...call, signal });
    } catch (error) {
      signal.throwIfAborted();
      last = error;
    }
  }
  throw last;
}
