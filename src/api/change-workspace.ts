import { Hono } from "hono";
import { invalidField } from "../wire/errors.ts";
import { RenameWorkspace, UpdateAutomaticUpdates, UpdateAutostart, UpdateTtl } from "../wire/workspace.ts";
import { changeWorkspace, type WorkspaceChange } from "../workspaces/change-workspace.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { authorize, forbidden } from "./authorize.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { workspaceParam, workspaceTarget } from "./workspace-param.ts";

/** Settings of a workspace that need no build (coder-api 2.3). */
export const changeWorkspaceRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .patch("/workspaces/:workspace", async (c) => {
      const { row, subject } = await workspaceParam(c, deps, "update");
      const { name } = await parseBody(c, RenameWorkspace);
      // A new name must not lead out of what limits select.
      authorize(subject, "update", { ...workspaceTarget({ ...row, name }), id: undefined });
      await changeWorkspace(deps.workspaces, row.id, { name });
      return c.body(null, 204);
    })
    .put("/workspaces/:workspace/ttl", async (c) => {
      return await change(c, deps, async () => ({ ttlMs: (await parseBody(c, UpdateTtl)).ttl_ms }));
    })
    .put("/workspaces/:workspace/autoupdates", async (c) => {
      return await change(c, deps, async () => {
        return { automaticUpdates: (await parseBody(c, UpdateAutomaticUpdates)).automatic_updates };
      });
    })
    .put("/workspaces/:workspace/autostart", async (c) => await change(c, deps, () => noAutostart(c)))
    .get("/workspaces/:workspace/resolve-autostart", async (c) => {
      await workspaceParam(c, deps, "read");
      return reply(c, { parameter_mismatch: false });
    })
    .put("/workspaces/:workspace/favorite", async (c) => await setFavorite(c, deps, true))
    .delete("/workspaces/:workspace/favorite", async (c) => await setFavorite(c, deps, false));

async function change(
  c: ApiContext,
  deps: WorkspaceDeps,
  read: () => Promise<WorkspaceChange>,
): Promise<Response> {
  const { row } = await workspaceParam(c, deps, "update");
  await changeWorkspace(deps.workspaces, row.id, await read());
  return c.body(null, 204);
}

async function noAutostart(c: ApiContext): Promise<WorkspaceChange> {
  const { schedule } = await parseBody(c, UpdateAutostart);
  if (schedule) {
    throw invalidField(
      "schedule",
      "this deployment does not start workspaces by schedule; it takes null only",
    );
  }
  return { autostartSchedule: null };
}

async function setFavorite(c: ApiContext, deps: WorkspaceDeps, favorite: boolean): Promise<Response> {
  const { subject, row } = await workspaceParam(c, deps, "read");
  if (row.owner_id !== subject.userId) throw forbidden("Only its owner makes a workspace a favorite.");
  await changeWorkspace(deps.workspaces, row.id, { favorite });
  return c.body(null, 204);
}
