import { z } from "zod";
import type { Workspace } from "../wire/workspace.ts";
import { combineQuery } from "./combine-query.ts";
import type { ToolContext } from "./context.ts";
import { formatColumns } from "./format.ts";
import { isShown } from "./locate-workspace.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceCells, workspaceView } from "./workspace-view.ts";

export const listWorkspaces = defineTool({
  name: "list_workspaces",
  title: "List workspaces",
  description: "List workspaces with status, template, agents and last use.",
  annotations: READS,
  toolsets: ["default", "minimal"],
  scopes: ["workspace:read"],
  input: z.strictObject({
    owner: z.string().min(1).optional().describe("Default me; * for all"),
    q: z.string().default("").describe('Coder search, e.g. "status:running template:docker"'),
    limit: z.int().min(1).max(100).default(25),
    offset: z.int().min(0).default(0),
  }),

  async run(context, { owner, q, limit, offset }) {
    const query = combineQuery(context.filter, { q, owner, me: await ownName(context) });
    const options = { signal: context.signal };
    const page = await context.client.workspaces.list({ q: query, limit, offset }, options);
    const shown = await onlyShown(context, page.workspaces);
    const end = offset + page.workspaces.length;
    const next = page.workspaces.length > 0 && end < page.count ? end : null;
    return {
      text: textOf(shown, { total: page.count, offset, next }),
      structured: { workspaces: shown.map(workspaceView), total: page.count, offset, next_offset: next },
    };
  },
});

interface Page {
  readonly total: number;
  readonly offset: number;
  readonly next: number | null;
}

/** The deployment applies the filter too; an older one may not know every key. */
async function onlyShown(
  context: ToolContext,
  workspaces: readonly Workspace[],
): Promise<readonly Workspace[]> {
  const shown = await Promise.all(workspaces.map((workspace) => isShown(context, workspace)));
  return workspaces.filter((_, index) => shown[index]);
}

/** The caller's name is asked for only when a filter on the owner must be compared with it. */
async function ownName({ cache, filter, signal }: ToolContext): Promise<string> {
  return filter.fields.has("owner") ? (await cache.me(signal)).username.toLowerCase() : "";
}

function textOf(workspaces: readonly Workspace[], { total, offset, next }: Page): string {
  if (workspaces.length === 0)
    return total > 0 ? `No workspaces at offset ${offset} of ${total}.` : "No workspaces match.";
  const more = next === null ? "" : `; next offset ${next}`;
  return `${workspaces.length} of ${total} workspaces${more}\n${formatColumns(workspaces.map(workspaceCells))}`;
}
