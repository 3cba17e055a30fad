import { AppError } from "../wire/errors.ts";
import { Uuid } from "../wire/scalars.ts";
import type { SearchQuery } from "../wire/search-query.ts";

/** A yes-or-no key of `q=`, in any of Go's spellings; undefined when it is absent. */
export function searchFlag({ fields }: SearchQuery, key: string): boolean | undefined {
  const value = fields.get(key);
  if (value === undefined) return undefined;
  if (["1", "t", "true"].includes(value)) return true;
  if (["0", "f", "false"].includes(value)) return false;
  throw badSearchValue(key, `must be true or false, not "${value}"`);
}

/** A key of `q=` that holds UUIDs, divided by commas; undefined when it is absent. */
export function searchUuids({ fields }: SearchQuery, key: string): readonly string[] | undefined {
  const ids = fields.get(key)?.split(",");
  const bad = ids?.find((id) => !Uuid.safeParse(id).success);
  if (bad !== undefined) throw badSearchValue(key, `must be UUIDs divided by commas; "${bad}" is none`);
  return ids;
}

/** A key of `q=` that holds one UUID; undefined when it is absent. */
export function searchUuid(query: SearchQuery, key: string): string | undefined {
  const ids = searchUuids(query, key);
  if (ids !== undefined && ids.length > 1) throw badSearchValue(key, "must be one UUID");
  return ids?.[0];
}

/** The failure of a key of `q=` whose value is none; `detail` says what it must be. */
export function badSearchValue(field: string, detail: string): AppError {
  return new AppError("invalid", `Invalid search query: ${field} ${detail}.`, {
    validations: [{ field, detail }],
  });
}
