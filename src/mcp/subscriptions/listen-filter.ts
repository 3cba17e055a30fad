import { fieldOf } from "../../lib/field-of.ts";

/** What a `subscriptions/listen` asks for, as far as it concerns resources. */
export interface ListenFilter {
  readonly uris: readonly string[];
  readonly list: boolean;
}

/** Reads the filter of a listen request's parameters, or of its acknowledgement; what is malformed is not in it. */
export function listenFilter(params: unknown): ListenFilter {
  const wanted = fieldOf(params, "notifications");
  const uris = fieldOf(wanted, "resourceSubscriptions");
  return {
    uris: Array.isArray(uris) ? [...new Set(uris.filter((uri) => typeof uri === "string"))] : [],
    list: fieldOf(wanted, "resourcesListChanged") === true,
  };
}
