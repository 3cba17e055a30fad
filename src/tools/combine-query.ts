import { invalidField } from "../wire/errors.ts";
import { parseSearchQuery } from "../wire/search-query.ts";
import type { WorkspaceFilter } from "./workspace-filter.ts";

export interface ListRequest {
  /** Coder's search syntax, from the caller. */
  readonly q: string;
  /** Wanted owner; undefined leaves it to `q` and the filter, which default to the caller's own. */
  readonly owner: string | undefined;
  /** Lower-case name of the caller. */
  readonly me: string;
}

/**
 * One search query of the caller's and the server's filter. A key in both must not widen the filter: throws AppError
 * "invalid" when the caller's value contradicts it.
 */
export function combineQuery(filter: WorkspaceFilter, { q, owner, me }: ListRequest): string {
  const asked = parseSearchQuery(q);
  const fields = new Map(asked.fields);
  if (owner !== undefined) setOwner(fields, owner.toLowerCase());
  for (const [key, fixed] of filter.fields) {
    const value = fields.get(key);
    if (value === undefined || (key === "owner" && value === "*")) fields.set(key, fixed);
    else if (!narrows(key, [value, fixed], me))
      throw invalidField("q", `${key}:${value} contradicts this server's workspace filter ${key}:${fixed}`);
  }
  if (!fields.has("owner") && !asked.text.includes("/")) fields.set("owner", "me");
  const terms = [...fields].filter(([key, value]) => key !== "owner" || value !== "*");
  return [...terms.map(([key, value]) => `${key}:${quoted(value)}`), quotedText(asked.text)].join(" ").trim();
}

function setOwner(fields: Map<string, string>, owner: string): void {
  const inQuery = fields.get("owner");
  if (inQuery !== undefined && inQuery !== owner)
    throw invalidField("owner", `"${owner}" contradicts owner:${inQuery} in q`);
  fields.set("owner", owner);
}

/** Whether a caller's value selects nothing outside of the fixed one. */
function narrows(key: string, [value, fixed]: readonly [string, string], me: string): boolean {
  if (key === "name") return value.includes(fixed);
  if (key === "id") return value.split(",").every((id) => fixed.split(",").includes(id));
  if (key === "owner") return (value === "me" ? me : value) === (fixed === "me" ? me : fixed);
  return value === fixed;
}

const quoted = (value: string): string => (/[\s:]/.test(value) ? `"${value}"` : value);

/** Bare words are searched for as one text, so each keeps its quotes only where a colon needs them. */
const quotedText = (text: string): string => (text.includes(":") ? `"${text}"` : text);
