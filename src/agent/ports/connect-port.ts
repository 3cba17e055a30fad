import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { AppError } from "../../wire/errors.ts";

const LOOPBACKS = ["127.0.0.1", "::1"] as const;

/** Connects to what listens on a port of the workspace's own loopback; AppError "unavailable" when nothing does. */
export async function connectPort(port: number, signal: AbortSignal): Promise<Socket> {
  const failures: unknown[] = [];
  for (const host of LOOPBACKS) {
    // Each end says by itself that it is through: requests may be answered after their senders have closed.
    const socket = connect({ host, port, allowHalfOpen: true, signal });
    try {
      await once(socket, "connect", { signal });
      return socket;
    } catch (error) {
      socket.destroy();
      signal.throwIfAborted();
      failures.push(error);
    }
  }
  throw new AppError("unavailable", `Nothing listens on port ${port} in the workspace.`, {
    cause: new AggregateError(failures),
    detail: "start the program that is to listen there, on localhost or on every address, and try again",
  });
}
