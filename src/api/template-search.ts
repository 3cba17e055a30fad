import { visibility, type Subject } from "../oauth/rbac.ts";
import { parseSearchQuery } from "../wire/search-query.ts";
import type { listTemplates } from "../workspaces/template-read.ts";
import { searchFlag, searchUuid, searchUuids } from "./list-search.ts";

export type TemplateFilter = Parameters<typeof listTemplates>[1];

/** Keys of `q=` on lists of templates (coder-api 3.2). */
const KEYS = [
  "organization",
  "exact_name",
  "exact_display_name",
  "name",
  "display_name",
  "ids",
  "deleted",
  "deprecated",
  "author",
  "author_id",
  "has-ai-task",
  "has_external_agent",
] as const;

/** What a list of templates is asked for: of what the subject may read, without deprecated ones unless it says so. */
export function templateFilterOf(q: string, subject: Subject): TemplateFilter {
  const query = parseSearchQuery(q, KEYS);
  const author = query.fields.get("author");
  const absent =
    searchFlag(query, "has-ai-task") === true || searchFlag(query, "has_external_agent") === true;
  return {
    visibility: visibility(subject, "template"),
    organization: query.fields.get("organization"),
    exactName: query.fields.get("exact_name"),
    exactDisplayName: query.fields.get("exact_display_name"),
    name: query.fields.get("name"),
    displayName: query.fields.get("display_name"),
    text: query.text,
    // Templates of this deployment have neither of the two, so whoever asks for them gets none.
    ids: absent ? [] : searchUuids(query, "ids"),
    deleted: searchFlag(query, "deleted"),
    deprecated: searchFlag(query, "deprecated") ?? false,
    authorId: author === "me" ? subject.userId : searchUuid(query, "author_id"),
    authorName: author === "me" ? undefined : author,
  };
}
