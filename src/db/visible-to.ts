import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { WorkspaceSelector } from "../wire/workspace-selector.ts";
import { selectedBy, type SelectedColumns } from "./selected-by.ts";

/** Which rows of a table its reader may see; `only`, where set, narrows it to these ids, and `within` to selections. */
export type Visibility = VisibleAll | VisibleSome;

interface VisibleAll {
  readonly kind: "all";
  readonly only?: readonly string[] | undefined;
  readonly within?: readonly WorkspaceSelector[] | undefined;
}

interface VisibleSome {
  readonly kind: "some";
  readonly ownerId: string;
  /** The organizations in which its own rows are visible. */
  readonly ownIn: "everywhere" | readonly string[];
  /** The organizations of which every row is visible. */
  readonly organizationIds: readonly string[];
  readonly only?: readonly string[] | undefined;
  readonly within?: readonly WorkspaceSelector[] | undefined;
}

/** Columns, as `table.column`, that hold what visibility depends on; absent where a table has none. */
export interface VisibilityColumns {
  readonly id: string;
  readonly owner?: string;
  readonly organization?: string;
  /** Of workspaces: what selectors look at. Rows of a table without are in no selection. */
  readonly selected?: SelectedColumns;
}

/** The condition of a `where` that leaves out what its reader may not see. */
export function visibleTo(visibility: Visibility, columns: VisibilityColumns): RawBuilder<SqlBool> {
  const within =
    visibility.only === undefined ? sql`true` : sql`${sql.ref(columns.id)}::text = any(${visibility.only})`;
  const selected = selectedBy(visibility.within ?? [], columns.selected);
  const allowed = visibility.kind === "all" ? sql`true` : someRows(visibility, columns);
  return sql<SqlBool>`((${allowed}) and ${within} and ${selected})`;
}

function someRows(
  { ownerId, ownIn, organizationIds }: VisibleSome,
  { owner, organization }: VisibilityColumns,
): RawBuilder<unknown> {
  const inAny = (ids: readonly string[]) =>
    organization === undefined ? sql`false` : sql`${sql.ref(organization)}::text = any(${ids})`;
  const own =
    owner === undefined
      ? sql`false`
      : sql`${sql.ref(owner)} = ${ownerId} and (${ownIn === "everywhere" ? sql`true` : inAny(ownIn)})`;
  return sql`(${own}) or ${inAny(organizationIds)}`;
}
