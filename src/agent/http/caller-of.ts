import { CALLER_HEADER } from "../../wire/agent-tunnel.ts";
import type { Call } from "./route.ts";

/** The user whom the deployment names, in percent-encoding; null when it names nobody. */
export function callerOf({ headers }: Call): string | null {
  const name = headers[CALLER_HEADER];
  return typeof name === "string" && name !== "" ? decodeURIComponent(name) : null;
}
