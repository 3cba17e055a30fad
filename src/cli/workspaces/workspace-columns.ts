import { formatAge, formatDuration } from "../../lib/format-time.ts";
import type { Workspace } from "../../wire/workspace.ts";
import type { Column } from "../columns.ts";

export const SHOWN_COLUMNS = [
  "workspace",
  "template",
  "status",
  "healthy",
  "last built",
  "current version",
  "outdated",
  "stops after",
] as const;

/** What `coder list` can show, by the names that Coder's CLI has. */
export const WORKSPACE_COLUMNS: readonly Column<Workspace>[] = [
  { name: "favorite", cell: ({ favorite }) => String(favorite) },
  { name: "workspace", cell: nameOf },
  { name: "id", cell: ({ id }) => id },
  { name: "organization id", cell: ({ organization_id: id }) => id },
  { name: "organization name", cell: ({ organization_name: name }) => name },
  { name: "template", cell: ({ template_name: name }) => name },
  { name: "status", cell: ({ latest_build: { status } }) => capital(status) },
  { name: "healthy", cell: healthOf },
  { name: "last built", cell: ({ latest_build: { created_at: at } }) => formatAge(at) },
  { name: "current version", cell: ({ latest_build: { template_version_name: name } }) => name },
  { name: "outdated", cell: ({ outdated }) => String(outdated) },
  { name: "starts at", cell: ({ autostart_schedule: schedule }) => schedule ?? "" },
  { name: "starts next", cell: ({ next_start_at: next }) => next ?? "" },
  { name: "stops after", cell: ({ ttl_ms: ttl }) => (typeof ttl === "number" ? formatDuration(ttl) : "") },
  { name: "stops next", cell: ({ latest_build: { deadline } }) => deadline ?? "" },
  { name: "daily cost", cell: ({ latest_build: { daily_cost: cost } }) => String(cost) },
];

/** `owner/name`. */
export function nameOf({ owner_name: owner, name }: Pick<Workspace, "owner_name" | "name">): string {
  return `${owner}/${name}`;
}

/** Only of one that runs; any other has no agents that could be well. */
function healthOf({ latest_build: { status }, health }: Workspace): string {
  return status === "running" ? String(health.healthy) : "";
}

export const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
