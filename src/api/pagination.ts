import { AppError, type FieldError } from "../wire/errors.ts";
import { Uuid } from "../wire/scalars.ts";
import type { ApiContext } from "./api-env.ts";

/** What part of a list is asked for (coder-api 0.3). */
export interface Pagination {
  /** 0 means all. */
  readonly limit: number;
  readonly offset: number;
  readonly afterId: string | undefined;
}

/** Reads `limit`, `offset` and `after_id`; "invalid" names each bad one. */
export function paginationOf(c: ApiContext): Pagination {
  const faults: FieldError[] = [];
  const count = (field: string): number => {
    const text = c.req.query(field) ?? "";
    if (text !== "" && !/^\d{1,9}$/.test(text)) {
      faults.push({ field, detail: "must be a whole number from 0 to 999999999" });
    }
    return Number(text);
  };
  const [limit, offset] = [count("limit"), count("offset")];
  const afterId = c.req.query("after_id") || undefined;
  if (afterId !== undefined && !Uuid.safeParse(afterId).success) {
    faults.push({ field: "after_id", detail: "must be a UUID" });
  }
  if (faults.length > 0) {
    throw new AppError("invalid", "Query parameters have invalid values.", { validations: faults });
  }
  return { limit, offset, afterId };
}
