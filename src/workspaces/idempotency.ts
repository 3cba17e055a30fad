import { recordCall } from "../db/idempotency.ts";
import type { Db } from "../db/connect.ts";
import { AppError } from "../wire/errors.ts";

/** A mutation that its caller may repeat: `digest` is of the request, so that another one can be told. */
export interface IdempotentRequest {
  readonly userId: string;
  readonly key: string;
  readonly digest: string;
}

/**
 * Records the call in the transaction that makes `resourceId`. Returns the resource of the first call with the same
 * key, or undefined when this is it; AppError conflict when that one asked for something else.
 */
export async function replayOf(
  db: Db,
  request: IdempotentRequest | undefined,
  resourceId: string,
): Promise<string | undefined> {
  if (request === undefined) return undefined;
  const first = await recordCall(db, request, resourceId);
  if (first === undefined) return undefined;
  if (first.digest === request.digest) return first.resource_id;
  throw new AppError("conflict", `the idempotency key ${request.key} was used for another request`, {
    detail: "use a key of its own for each request; repeat a request with the same arguments",
  });
}
