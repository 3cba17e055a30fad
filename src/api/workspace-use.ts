import { Hono } from "hono";
import { resourceNotFound } from "../wire/errors.ts";
import { ExtendWorkspace, UpdateDormancy } from "../wire/workspace.ts";
import { setDormant } from "../workspaces/dormancy.ts";
import { extendWorkspace } from "../workspaces/extend-workspace.ts";
import { readWorkspaceRow, viewWorkspace } from "../workspaces/read-workspaces.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { parseBody } from "./parse-body.ts";
import { reply, replyMessage } from "./reply.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { workspaceParam } from "./workspace-param.ts";

/** How long a workspace stays in use (coder-api 2.3). */
export const workspaceUseRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post("/workspaces/:workspace/usage", async (c) => {
      const { row } = await workspaceParam(c, deps, "update");
      deps.workspaces.activity.touch(row.id);
      return c.body(null, 204);
    })
    .put("/workspaces/:workspace/extend", async (c) => {
      const { row } = await workspaceParam(c, deps, "update");
      const { deadline } = await parseBody(c, ExtendWorkspace);
      await extendWorkspace(deps.workspaces, row, new Date(deadline));
      return replyMessage(c, "Deadline updated.");
    })
    .put("/workspaces/:workspace/dormant", async (c) => await putDormant(c, deps));

/** 304 for a workspace that is as it is wanted. */
async function putDormant(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const { subject, row } = await workspaceParam(c, deps, "update");
  const { dormant } = await parseBody(c, UpdateDormancy);
  if ((row.dormant_at !== null) === dormant) return c.body(null, 304);
  await setDormant(deps.workspaces, row, { dormant, initiatorId: subject.userId });
  const changed = await readWorkspaceRow(deps.workspaces, row.id);
  if (changed === undefined) throw resourceNotFound();
  return reply(c, await viewWorkspace(deps.workspaces, changed, subject.userId));
}
