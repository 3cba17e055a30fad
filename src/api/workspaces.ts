import { Hono } from "hono";
import { visibility } from "../oauth/rbac.ts";
import { listWorkspaces, viewWorkspace } from "../workspaces/read-workspaces.ts";
import { watchWorkspace } from "../workspaces/watch-workspace.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { eventStream } from "./event-stream.ts";
import { paginationOf } from "./pagination.ts";
import { reply } from "./reply.ts";
import { dataFrame, frameStream } from "./socket.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { namedWorkspaceParam, workspaceParam } from "./workspace-param.ts";

/** Reading workspaces, once or as they change (coder-api 2.3, 2.10). */
export const workspaceRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/workspaces", async (c) => {
      const subject = subjectOf(c);
      const visible = visibility(subject, "workspace");
      const { limit, offset } = paginationOf(c);
      const query = c.req.query("q") ?? "";
      const { userId: readerId, username } = subject;
      const page = { query, readerId, username, visible, limit, offset };
      return reply(c, await listWorkspaces(deps.workspaces, page));
    })
    .get("/workspaces/:workspace", async (c) => {
      const { subject, row } = await workspaceParam(c, deps, "read");
      return reply(c, await viewWorkspace(deps.workspaces, row, subject.userId));
    })
    .get("/users/:user/workspace/:name", async (c) => {
      const { subject, row } = await namedWorkspaceParam(c, deps);
      return reply(c, await viewWorkspace(deps.workspaces, row, subject.userId));
    })
    .get("/workspaces/:workspace/watch", async (c) => {
      return eventStream(c, await watchOf(c, deps));
    })
    .get("/workspaces/:workspace/watch-ws", async (c) => {
      return frameStream(c, await watchOf(c, deps), dataFrame);
    });

async function watchOf(c: ApiContext, deps: WorkspaceDeps) {
  const { subject, row } = await workspaceParam(c, deps, "read");
  const watched = { id: row.id, readerId: subject.userId };
  return (signal: AbortSignal) => watchWorkspace(deps.workspaces, watched, signal);
}
