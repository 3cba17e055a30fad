import { z } from "zod";
import type { Workspace } from "../../wire/workspace.ts";
import { combineQuery } from "../combine-query.ts";
import type { ToolContext } from "../context.ts";
import { isShown } from "../locate-workspace.ts";
import { READS } from "../tool.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { listResult } from "./json-result.ts";

export const listWorkspaces = defineCoderTool({
  name: "coder_list_workspaces",
  title: "Coder: list workspaces",
  description: "List a user's workspaces with their status.",
  annotations: READS,
  scopes: ["workspace:read"],
  input: z.strictObject({
    owner: z.string().min(1).default("me").describe("User name, me, or * for all"),
    limit: z.int().min(1).max(100).default(25),
    offset: z.int().min(0).default(0),
  }),

  run: async (context, { owner, limit, offset }) => {
    const { client, cache, filter, signal } = context;
    const me = filter.fields.has("owner") ? (await cache.me(signal)).username.toLowerCase() : "";
    const q = combineQuery(filter, { q: "", owner, me });
    const { workspaces, count } = await client.workspaces.list({ q, limit, offset }, { signal });
    const seen = await onlyShown(context, workspaces);
    return listResult(seen.map(minimalWorkspace), (shown) => {
      const next = offset + (shown < seen.length ? shown : workspaces.length);
      return next < count ? `${count - next} more; call again with offset=${next}.` : undefined;
    });
  },
});

async function onlyShown(context: ToolContext, all: readonly Workspace[]): Promise<readonly Workspace[]> {
  const shown = await Promise.all(all.map((one) => isShown(context, one)));
  return all.filter((_, index) => shown[index]);
}

const minimalWorkspace = (workspace: Workspace) => ({
  organization_id: workspace.organization_id,
  id: workspace.id,
  name: workspace.name,
  owner_name: workspace.owner_name,
  status: workspace.latest_build.status,
  template_id: workspace.template_id,
  template_name: workspace.template_name,
  template_display_name: workspace.template_display_name,
  template_icon: workspace.template_icon,
  template_active_version_id: workspace.template_active_version_id,
  outdated: workspace.outdated,
});
