import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { WorkspaceList, type Workspace } from "../../../src/wire/workspace.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Problem } from "../parts/problem.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { useSearch } from "../parts/use-search.ts";
import { useApp } from "../visitor-context.tsx";
import { agentsOf, isBuilding, workspacePath } from "./workspace/workspace-facts.ts";
import { useBuild } from "./workspace/use-build.ts";

const BUSY_MS = 2000;
const CALM_MS = 10_000;
const MOST = 200;

/** The workspaces that a search finds; the visitor's own to begin with. */
export function Workspaces() {
  const { api } = useApp();
  const [search, setSearch] = useSearch("q", "owner:me");
  const query = useQuery({
    queryKey: ["workspaces", search],
    queryFn: ({ signal }) => api.get("/workspaces", WorkspaceList, { q: search, limit: MOST }, signal),
    refetchInterval: ({ state }) => (state.data?.workspaces.some(isBuilding) === true ? BUSY_MS : CALM_MS),
  });
  return (
    <>
      <Heading
        actions={
          <Link href="/workspaces/new" className="button small">
            New workspace
          </Link>
        }
      >
        Workspaces
      </Heading>
      <SearchBox
        key={search}
        label="Search workspaces"
        placeholder="owner:me status:running name"
        value={search}
        onSearch={setSearch}
      />
      <Loaded query={query} what="workspaces">
        {({ workspaces, count }) => <List workspaces={workspaces} count={count} />}
      </Loaded>
    </>
  );
}

function List({ workspaces, count }: { readonly workspaces: readonly Workspace[]; readonly count: number }) {
  const build = useBuild();
  const columns: readonly Column<Workspace>[] = [
    ...COLUMNS,
    { title: "Actions", cell: (row) => <StartOrStop workspace={row} build={build.mutate} /> },
  ];
  return (
    <>
      <Problem error={build.error} />
      <Table
        caption="Workspaces"
        columns={columns}
        rows={workspaces}
        keyOf={({ id }) => id}
        empty={
          <>
            No workspace matches. <Link href="/workspaces/new">Make one</Link>, or have your assistant do it.
          </>
        }
      />
      {count > workspaces.length ? (
        <p className="hint">{`The first ${workspaces.length} of ${count}.`}</p>
      ) : null}
    </>
  );
}

const COLUMNS: readonly Column<Workspace>[] = [
  {
    title: "Name",
    cell: (row) => <Link href={workspacePath(row)}>{`${row.owner_name}/${row.name}`}</Link>,
  },
  { title: "Template", cell: ({ template_name: name }) => <Link href={`/templates/${name}`}>{name}</Link> },
  { title: "Status", cell: ({ latest_build: { status } }) => <StatusBadge status={status} /> },
  {
    title: "Agents",
    cell: (row) => agentsOf(row).map(({ id, status }) => <StatusBadge key={id} status={status} />),
  },
  { title: "Last used", cell: ({ last_used_at: time }) => <TimeAgo time={time} /> },
];

interface StartOrStopProps {
  readonly workspace: Workspace;
  readonly build: ReturnType<typeof useBuild>["mutate"];
}

function StartOrStop({ workspace, build }: StartOrStopProps) {
  const transition = workspace.latest_build.status === "running" ? "stop" : "start";
  return (
    <ActionButton
      label={transition === "stop" ? "Stop" : "Start"}
      disabled={isBuilding(workspace)}
      onPress={() => build({ workspace, transition })}
    />
  );
}
