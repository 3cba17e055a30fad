import { useQuery } from "@tanstack/react-query";
import { AuditLogList, type AuditLog } from "../../../src/wire/audit-log.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { useSearch } from "../parts/use-search.ts";
import { useApp } from "../visitor-context.tsx";

const PAGE = 50;

/** What was done and what was refused, for those who may read it. */
export function Audit() {
  const { api } = useApp();
  const [search, setSearch] = useSearch("q", "");
  const [from, setFrom] = useSearch("from", "0");
  const offset = Number(from);
  const query = useQuery({
    queryKey: ["audit", search, offset],
    queryFn: ({ signal }) => api.get("/audit", AuditLogList, { q: search, limit: PAGE, offset }, signal),
    placeholderData: (before) => before,
  });
  return (
    <>
      <Heading>Audit</Heading>
      <SearchBox
        key={search}
        label="Search the audit log"
        placeholder="username:ada action:create resource_type:workspace"
        value={search}
        onSearch={setSearch}
      />
      <Loaded query={query} what="the audit log">
        {({ audit_logs: entries, count }) => (
          <>
            <Table
              caption="Entries, newest first"
              columns={COLUMNS}
              rows={entries}
              keyOf={({ id }) => id}
              empty="No entry matches."
            />
            <Pages offset={offset} count={count} onTurn={(to) => setFrom(String(to))} />
          </>
        )}
      </Loaded>
    </>
  );
}

interface PagesProps {
  readonly offset: number;
  readonly count: number;
  readonly onTurn: (offset: number) => void;
}

const Pages = ({ offset, count, onTurn }: PagesProps) => (
  <div className="actions">
    <ActionButton label="Newer" disabled={offset === 0} onPress={() => onTurn(Math.max(0, offset - PAGE))} />
    <ActionButton label="Older" disabled={offset + PAGE >= count} onPress={() => onTurn(offset + PAGE)} />
  </div>
);

const COLUMNS: readonly Column<AuditLog>[] = [
  { title: "When", cell: ({ time }) => <TimeAgo time={time} /> },
  { title: "Who", cell: ({ user }) => user?.username ?? "nobody known" },
  { title: "What", cell: inWords },
  { title: "Status", cell: ({ status_code: status }) => status },
  {
    title: "More",
    cell: (entry) => (
      <details>
        <summary>Details</summary>
        <pre>{JSON.stringify(factsOf(entry), null, 2)}</pre>
      </details>
    ),
  },
];

/** Coder leaves the names to whoever shows the entry (coder-api 5.1). */
function inWords({ description, user, resource_target: target }: AuditLog): string {
  return description.replace("{user}", user?.username ?? "Somebody").replace("{target}", target);
}

const factsOf = ({ ip, user_agent: agent, request_id: id, diff, additional_fields: more }: AuditLog) => ({
  ip,
  agent,
  request_id: id,
  ...(Object.keys(diff).length === 0 ? {} : { diff }),
  ...more,
});
