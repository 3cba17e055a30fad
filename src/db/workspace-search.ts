import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { Db } from "./connect.ts";
import { type Visibility, type VisibilityColumns, visibleTo } from "./visible-to.ts";
import { SELECTED, withNames } from "./workspaces.ts";

export interface WorkspaceSearch {
  readonly visible: Visibility;
  /** Whose favorites come first. */
  readonly readerId: string;
  /** Fields of the query, with `me` already replaced; see WORKSPACE_SEARCH_KEYS. */
  readonly fields: ReadonlyMap<string, string>;
  readonly limit: number;
  readonly offset: number;
}

type Condition = RawBuilder<SqlBool>;

/** One condition for each key of Coder's workspace search (coder-api 2.1); values are valid already. */
const CONDITIONS: Readonly<Record<string, (value: string) => Condition>> = {
  id: (value) => sql`w.id = any(${value.split(",")}::uuid[])`,
  owner: (value) => sql`lower(u.username) = ${value}`,
  name: (value) => sql`w.name ilike ${`%${escapeLike(value)}%`}`,
  template: (value) => sql`lower(t.name) = ${value}`,
  organization: (value) => sql`(lower(o.name) = ${value} or o.id::text = ${value})`,
  status: (value) => sql`${buildStatus} = ${value}`,
  "has-agent": (value) => sql`exists (${agents} and ${agentStatus} = ${value})`,
  healthy: (value) => sql`not exists (${agents} and ${unhealthy}) = ${value === "true"}`,
  dormant: (value) => sql`(w.dormant_at is not null) = ${value === "true"}`,
  outdated: (value) => sql`(b.template_version_id <> t.active_version_id) = ${value === "true"}`,
  last_used_after: (value) => sql`w.last_used_at > ${value}::timestamptz`,
  last_used_before: (value) => sql`w.last_used_at < ${value}::timestamptz`,
  param: (value) => sql`exists (${parameters} and ${parameterIs(value)})`,
};

export const WORKSPACE_SEARCH_KEYS: readonly string[] = Object.keys(CONDITIONS);

const buildStatus = sql`case
  when j.status <> 'succeeded' and j.status <> 'running' then j.status
  when b.transition = 'start' then case j.status when 'running' then 'starting' else 'running' end
  when b.transition = 'stop' then case j.status when 'running' then 'stopping' else 'stopped' end
  else case j.status when 'running' then 'deleting' else 'deleted' end
end`;

const agents = sql`select 1 from workspace_agents a where a.build_id = w.latest_build_id`;

/** The rule of coder-api 2.9; agent-view.ts has the same for one row. */
const agentStatus = sql`case
  when a.first_connected_at is null and a.created_at
    + make_interval(secs => (a.spec->>'connection_timeout_seconds')::float) < now() then 'timeout'
  when a.first_connected_at is null then 'connecting'
  when a.disconnected_at >= a.last_connected_at then 'disconnected'
  when a.last_connected_at < now() - interval '30 seconds' then 'disconnected'
  else 'connected'
end`;

const unhealthy = sql`(${agentStatus} in ('disconnected', 'timeout')
  or a.lifecycle_state in ('start_error', 'start_timeout', 'shutdown_error'))`;

const parameters = sql`select 1 from workspace_build_parameters p where p.build_id = w.latest_build_id`;

/** `name` or `name=value`. */
function parameterIs(text: string): Condition {
  const [name = "", ...rest] = text.split("=");
  if (rest.length === 0) return sql`lower(p.name) = ${name}`;
  return sql`lower(p.name) = ${name} and lower(p.value) = ${rest.join("=")}`;
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** The page of living workspaces that match, the reader's favorites first, then running ones, and how many match in all. */
export async function searchWorkspaces(db: Db, search: WorkspaceSearch) {
  const page = matching(db, search)
    .orderBy(sql`w.favorite and w.owner_id = ${search.readerId}`, "desc")
    .orderBy(sql`${buildStatus} = 'running'`, "desc")
    .orderBy(sql`lower(u.username)`)
    .orderBy(sql`lower(w.name)`)
    .$if(search.limit > 0, (query) => query.limit(search.limit))
    .offset(search.offset);
  const total = matching(db, search)
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as("count"));
  const [rows, { count }] = await Promise.all([page.execute(), total.executeTakeFirstOrThrow()]);
  return { rows, count };
}

const COLUMNS: VisibilityColumns = {
  id: "w.id",
  owner: "w.owner_id",
  organization: "w.organization_id",
  selected: SELECTED,
};

function matching(db: Db, { fields, visible }: WorkspaceSearch) {
  const conditions = [...fields].flatMap(([key, value]) => CONDITIONS[key]?.(value) ?? []);
  return withNames(db)
    .innerJoin("workspace_builds as b", "b.id", "w.latest_build_id")
    .innerJoin("provisioner_jobs as j", "j.id", "b.job_id")
    .where("w.deleted", "=", false)
    .where(sql<SqlBool>`${sql.join([sql`true`, ...conditions], sql` and `)}`)
    .where(visibleTo(visible, COLUMNS));
}
