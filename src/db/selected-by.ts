import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { WorkspaceSelector } from "../wire/workspace-selector.ts";

/** Columns, as `table.column`, by which workspaces are selected. */
export interface SelectedColumns {
  readonly id: string;
  readonly name: string;
  readonly ownerName: string;
  readonly templateId: string;
  readonly templateName: string;
  readonly organizationId: string;
  readonly organizationName: string;
}

/** The condition that every selector takes the row: what `unmatchedField` says of one workspace. */
export function selectedBy(
  selectors: readonly WorkspaceSelector[],
  columns: SelectedColumns | undefined,
): RawBuilder<SqlBool> {
  if (selectors.length === 0) return sql`true`;
  if (columns === undefined) return sql`false`;
  const conditions = selectors.map((selector) => takenBy(selector, columns));
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

function takenBy(selector: WorkspaceSelector, columns: SelectedColumns): RawBuilder<SqlBool> {
  const parts = [
    isOneOf(selector.owner, columns.ownerName),
    isOneOf(selector.template, columns.templateName, columns.templateId),
    isOneOf(selector.organization, columns.organizationName, columns.organizationId),
    isOneOf(selector.id, columns.id),
    selector.name === undefined
      ? sql`true`
      : sql`lower(${sql.ref(columns.name)}) like ${likePattern(selector.name)}`,
  ];
  return sql<SqlBool>`(${sql.join(parts, sql` and `)})`;
}

function isOneOf(list: readonly string[] | undefined, ...names: readonly string[]): RawBuilder<unknown> {
  if (list === undefined) return sql`true`;
  const same = names.map((name) => sql`lower(${sql.ref(name)}::text) = any(${[...list]}::text[])`);
  return sql`(${sql.join(same, sql` or `)})`;
}

/** A name pattern as PostgreSQL's `like` has it. */
function likePattern(pattern: string): string {
  const escaped = pattern.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`);
  return /[*?]/.test(pattern) ? escaped.replaceAll("*", "%").replaceAll("?", "_") : `%${escaped}%`;
}
