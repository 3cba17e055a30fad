import { createHash } from "node:crypto";
import type { Subject } from "../oauth/rbac.ts";
import { invalidField } from "../wire/errors.ts";
import { IDEMPOTENCY_HEADER, REPLAYED_HEADER } from "../wire/workspace.ts";
import type { IdempotentRequest } from "../workspaces/idempotency.ts";
import type { ApiContext } from "./api-env.ts";

const MAX_KEY = 128;

/** The caller's promise that this request repeats an earlier one with the same key, if it makes it. */
export function idempotentRequest(
  c: ApiContext,
  subject: Subject,
  body: unknown,
): IdempotentRequest | undefined {
  const key = c.req.header(IDEMPOTENCY_HEADER);
  if (key === undefined) return undefined;
  if (key === "" || key.length > MAX_KEY) {
    throw invalidField(IDEMPOTENCY_HEADER, `must have 1 to ${MAX_KEY} characters`);
  }
  const request = JSON.stringify([c.req.method, c.req.path, body]);
  return { userId: subject.userId, key, digest: createHash("sha256").update(request).digest("hex") };
}

/** Marks an answer that an earlier request with the same key made. */
export function markReplayed(c: ApiContext, replayed: boolean): void {
  if (replayed) c.header(REPLAYED_HEADER, "true");
}
