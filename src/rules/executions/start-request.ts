import { hash, randomInt } from "node:crypto";
import type { z } from "zod";
import type { StartExecution } from "../../wire/agent-api.ts";

export type StartRequest = z.output<typeof StartExecution>;

/** What makes two requests the same for one idempotency key: everything but how long and how much to answer. */
export function digestOf(request: StartRequest): string {
  const { wait_ms: _wait, reply_bytes: _bytes, strip_ansi: _strip, idempotency_key: _key, ...what } = request;
  const { env, ...rest } = what;
  const sorted = Object.entries(env ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const fields = Object.entries({ ...rest, env: sorted }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return hash("sha256", JSON.stringify(fields), "hex");
}

const ALPHABET = "0123456789abcdefghijkmnpqrstuvwxyz";

/** An execution's id: short, since a model copies it; 12 characters of 34 do not collide among 264. */
export function createExecutionId(): string {
  return Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
