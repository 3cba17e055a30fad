import { findBuild } from "../db/builds.ts";
import { publish } from "../db/events.ts";
import { updateWorkspace, type WorkspaceRow } from "../db/workspaces.ts";
import { AppError } from "../wire/errors.ts";
import { createBuild } from "./create-build.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** Makes a workspace dormant, which also stops it, or wakes it, which does not start it (coder-api 2.11). */
export async function setDormant(
  context: WorkspacesContext,
  { id, latest_build_id: buildId }: Pick<WorkspaceRow, "id" | "latest_build_id">,
  { dormant, initiatorId }: { readonly dormant: boolean; readonly initiatorId: string },
): Promise<void> {
  const now = new Date();
  const change = dormant ? { dormant_at: now } : { dormant_at: null, deleting_at: null, last_used_at: now };
  await updateWorkspace(context.db, id, change);
  await publish(context.db, "workspace", id);
  const build = buildId === null ? undefined : await findBuild(context.db, buildId);
  if (dormant && build?.transition === "start") await stop(context, id, initiatorId);
}

async function stop(context: WorkspacesContext, workspaceId: string, initiatorId: string): Promise<void> {
  const build = { workspaceId, initiatorId, transition: "stop", reason: "dormancy", parameters: [] } as const;
  try {
    await createBuild(context, build);
  } catch (error) {
    // A build runs: what is dormant stays so, and whoever built it can stop it.
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
}
