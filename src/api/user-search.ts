import type { UserFilter } from "../oauth/read-users.ts";
import { parseRfc3339 } from "../lib/rfc3339.ts";
import type { AppError } from "../wire/errors.ts";
import { parseSearchQuery } from "../wire/search-query.ts";
import { badSearchValue } from "./list-search.ts";

const KEYS = [
  "search",
  "name",
  "status",
  "role",
  "login_type",
  "last_seen_before",
  "last_seen_after",
  "created_before",
  "created_after",
];

/** The conditions that `q=` of a list of users holds (coder-api 1.7). */
export function userSearch(query: string): Omit<UserFilter, "visibility"> {
  const { fields, text } = parseSearchQuery(query, KEYS);
  const time = (key: string): Date | undefined => {
    const value = fields.get(key);
    if (value === undefined) return undefined;
    const date = parseRfc3339(value);
    if (date === undefined) throw badTime(key);
    return date;
  };
  return {
    search: fields.get("search") ?? (text || undefined),
    name: fields.get("name"),
    statuses: fields.get("status")?.split(","),
    roles: fields.get("role")?.split(","),
    loginTypes: fields.get("login_type")?.split(","),
    lastSeenBefore: time("last_seen_before"),
    lastSeenAfter: time("last_seen_after"),
    createdBefore: time("created_before"),
    createdAfter: time("created_after"),
  };
}

function badTime(field: string): AppError {
  return badSearchValue(field, 'must be a time such as "2026-01-31T12:00:00Z", in quotes');
}
