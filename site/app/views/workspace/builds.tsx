import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { WorkspaceBuild } from "../../../../src/wire/workspace-build.ts";
import { ActionButton } from "../../parts/action-button.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { Table, type Column } from "../../parts/table.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useApp } from "../../visitor-context.tsx";
import type { TabProps } from "../workspace.tsx";
import { BuildLog } from "./build-log.tsx";

const MOST = 50;

/** The builds of a workspace, newest first, with their logs. */
export function Builds({ workspace }: TabProps) {
  const { api } = useApp();
  const [open, setOpen] = useState<string>();
  const query = useQuery({
    queryKey: ["builds", workspace.id, workspace.latest_build.id, workspace.latest_build.status],
    queryFn: ({ signal }) =>
      api.get(`/workspaces/${workspace.id}/builds`, z.array(WorkspaceBuild), { limit: MOST }, signal),
  });
  const columns: readonly Column<WorkspaceBuild>[] = [
    ...COLUMNS,
    {
      title: "Log",
      cell: ({ id }) => (
        <ActionButton
          label={id === open ? "Hide" : "Show"}
          onPress={() => setOpen(id === open ? undefined : id)}
        />
      ),
    },
  ];
  return (
    <Loaded query={query} what="builds">
      {(builds) => (
        <>
          <Table caption="Builds" columns={columns} rows={builds} keyOf={({ id }) => id} empty="No builds." />
          {open === undefined ? null : <BuildLog key={open} buildId={open} />}
        </>
      )}
    </Loaded>
  );
}

const COLUMNS: readonly Column<WorkspaceBuild>[] = [
  { title: "Number", cell: ({ build_number: number }) => number },
  { title: "What", cell: ({ transition }) => transition },
  { title: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { title: "Version", cell: ({ template_version_name: name }) => name },
  { title: "By", cell: ({ initiator_name: name, reason }) => `${name} (${reason})` },
  { title: "When", cell: ({ created_at: time }) => <TimeAgo time={time} /> },
];
