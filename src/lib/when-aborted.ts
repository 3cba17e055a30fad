import { once } from "node:events";

/** Waits for the end that `signal` brings. */
export async function whenAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
