import { Hono } from "hono";
import { RenameWorkspace, UpdateTtl } from "../wire/workspace.ts";
import { changeWorkspace } from "../workspaces/change-workspace.ts";
import type { ApiEnv } from "./api-env.ts";
import { parseBody } from "./parse-body.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { workspaceParam } from "./workspace-param.ts";

/** Settings of a workspace that need no build (coder-api 2.3). */
export const changeWorkspaceRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .patch("/workspaces/:workspace", async (c) => {
      const { row } = await workspaceParam(c, deps, "update");
      const { name } = await parseBody(c, RenameWorkspace);
      await changeWorkspace(deps.workspaces, row.id, { name });
      return c.body(null, 204);
    })
    .put("/workspaces/:workspace/ttl", async (c) => {
      const { row } = await workspaceParam(c, deps, "update");
      const { ttl_ms: ttlMs } = await parseBody(c, UpdateTtl);
      await changeWorkspace(deps.workspaces, row.id, { ttlMs });
      return c.body(null, 204);
    })
    .post("/workspaces/:workspace/usage", async (c) => {
      const { row } = await workspaceParam(c, deps, "update");
      deps.workspaces.activity.touch(row.id);
      return c.body(null, 204);
    });
