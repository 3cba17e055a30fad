import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { z } from "zod";
import { Template } from "../../../src/wire/template.ts";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { useApp } from "../visitor-context.tsx";

export const TemplateList = z.array(Template);

/** What workspaces can be made from. */
export function Templates() {
  const { api } = useApp();
  const query = useQuery({
    queryKey: ["templates"],
    queryFn: ({ signal }) => api.get("/templates", TemplateList, {}, signal),
  });
  return (
    <>
      <Heading>Templates</Heading>
      <Loaded query={query} what="templates">
        {(templates) => (
          <Table
            caption="Templates"
            columns={COLUMNS}
            rows={templates}
            keyOf={({ id }) => id}
            empty="There are no templates. `coder templates push` brings one."
          />
        )}
      </Loaded>
    </>
  );
}

const COLUMNS: readonly Column<Template>[] = [
  {
    title: "Name",
    cell: ({ name, display_name: shown }) => (
      <Link href={`/templates/${name}`}>{shown === "" ? name : shown}</Link>
    ),
  },
  { title: "Description", cell: ({ description }) => description },
  { title: "Users", cell: ({ active_user_count: count }) => count },
  { title: "Start takes", cell: ({ build_time_stats: stats }) => secondsOf(stats?.["start"]?.P50) },
  { title: "Changed", cell: ({ updated_at: time }) => <TimeAgo time={time} /> },
  {
    title: "Actions",
    cell: ({ name }) => <Link href={`/workspaces/new?template=${name}`}>New workspace</Link>,
  },
];

const secondsOf = (ms: number | null | undefined): string =>
  ms === null || ms === undefined ? "" : `${(ms / 1000).toFixed(1)} s`;
