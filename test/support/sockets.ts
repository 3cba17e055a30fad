import { WebSocket } from "ws";
import type { Place } from "./api-calls.ts";

const WITHIN_MS = 20_000;

/** The JSON frames of a WebSocket below /api/v2 until the server ends it, or `enough` says so. */
export async function readSocket<T>(
  { url, token }: Place,
  path: string,
  enough: (frame: T) => boolean = () => false,
): Promise<T[]> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v2${path}`, {
    headers: { "Coder-Session-Token": token },
  });
  const frames: T[] = [];
  const done = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer) => {
    const frame: T = JSON.parse(data.toString());
    frames.push(frame);
    if (enough(frame)) done.resolve();
  });
  socket.on("close", () => done.resolve());
  socket.on("error", (error) => done.reject(error));
  const late = setTimeout(() => done.reject(new Error(`${path} neither ended nor had enough`)), WITHIN_MS);
  try {
    await done.promise;
    return frames;
  } finally {
    clearTimeout(late);
    socket.terminate();
  }
}
