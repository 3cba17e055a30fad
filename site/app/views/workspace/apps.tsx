import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import type { WorkspaceAgent, WorkspaceApp } from "../../../../src/wire/workspace-agent.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { Table, type Column } from "../../parts/table.tsx";
import { useApp } from "../../visitor-context.tsx";
import type { TabProps } from "../workspace.tsx";
import { AgentChoice } from "./agent-choice.tsx";

const EVERY_MS = 5000;

const Ports = z.object({
  ports: z.array(z.object({ process_name: z.string(), network: z.string(), port: z.int() })).nullable(),
});

/** The apps of a workspace, and the ports on which something listens, both within reach of the browser. */
export const Apps = ({ workspace }: TabProps) => (
  <AgentChoice workspace={workspace}>
    {(agent) => <OfAgent key={agent.id} workspace={workspace} agent={agent} />}
  </AgentChoice>
);

function OfAgent({ workspace, agent }: TabProps & { readonly agent: WorkspaceAgent }) {
  const { api } = useApp();
  const base = `/@${workspace.owner_name}/${workspace.name}.${agent.name}/apps`;
  const ports = useQuery({
    queryKey: ["ports", agent.id],
    queryFn: ({ signal }) => api.get(`/workspaceagents/${agent.id}/listening-ports`, Ports, {}, signal),
    refetchInterval: EVERY_MS,
  });
  return (
    <>
      <h2>Apps</h2>
      <Table
        caption="Apps"
        columns={appColumns(base)}
        rows={agent.apps.filter(({ hidden }) => !hidden)}
        keyOf={({ slug }) => slug}
        empty="The template declares no apps."
      />
      <h2>Ports</h2>
      <Loaded query={ports} what="ports">
        {({ ports: found }) => (
          <Table
            caption="Ports on which something listens"
            columns={[
              { title: "Port", cell: ({ port }) => <a href={`${base}/${port}/`}>{port}</a> },
              { title: "Process", cell: ({ process_name: name }) => name },
            ]}
            rows={found ?? []}
            keyOf={({ port }) => String(port)}
            empty="Nothing listens on a port."
          />
        )}
      </Loaded>
    </>
  );
}

const appColumns = (base: string): readonly Column<WorkspaceApp>[] => [
  {
    title: "App",
    cell: ({ slug, display_name: name, external, url }) => (
      <a href={external ? url : `${base}/${slug}/`} target="_blank" rel="noreferrer">
        {name ?? slug}
      </a>
    ),
  },
  { title: "Health", cell: ({ health }) => <StatusBadge status={health} /> },
  { title: "For", cell: ({ sharing_level: level }) => level },
];
