import { Hono } from "hono";
import { resourceNotFound } from "../wire/errors.ts";
import { readBuildTimings } from "../workspaces/build-timings.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { buildParam } from "./builds.ts";
import { reply } from "./reply.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { workspaceParam } from "./workspace-param.ts";

/** How long builds took (coder-api 2.8); those of a workspace are those of its latest build. */
export const timingRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/workspaces/:workspace/timings", async (c) => {
      const { row } = await workspaceParam(c, deps, "read");
      return await replyTimings(c, deps, row.latest_build_id ?? "");
    })
    .get("/workspacebuilds/:build/timings", async (c) => {
      return await replyTimings(c, deps, (await buildParam(c, deps)).view.id);
    });

async function replyTimings(c: ApiContext, deps: WorkspaceDeps, buildId: string): Promise<Response> {
  const timings = await readBuildTimings(deps.workspaces, buildId);
  if (timings === undefined) throw resourceNotFound();
  return reply(c, timings);
}
