import { Hono } from "hono";
import { visibility } from "../oauth/rbac.ts";
import { RenameWorkspace, UpdateTtl } from "../wire/workspace.ts";
import { changeWorkspace } from "../workspaces/change-workspace.ts";
import { listWorkspaces, viewWorkspace } from "../workspaces/read-workspaces.ts";
import { watchWorkspace } from "../workspaces/watch-workspace.ts";
import type { ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { eventStream } from "./event-stream.ts";
import { paginationOf } from "./pagination.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { dataFrame, frameStream } from "./socket.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { namedWorkspaceParam, workspaceParam } from "./workspace-param.ts";

/** Reading and changing workspaces (coder-api 2.3). */
export const workspaceRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/workspaces", async (c) => {
      const subject = subjectOf(c);
      const visible = visibility(subject, "workspace");
      const { limit, offset } = paginationOf(c);
      const query = c.req.query("q") ?? "";
      const page = { query, username: subject.username, visible, limit, offset };
      return reply(c, await listWorkspaces(deps.workspaces, page));
    })
    .get("/workspaces/:workspace", async (c) => {
      const { row } = await workspaceParam(c, deps, "read");
      return reply(c, await viewWorkspace(deps.workspaces, row));
    })
    .get("/users/:user/workspace/:name", async (c) => {
      const { row } = await namedWorkspaceParam(c, deps);
      return reply(c, await viewWorkspace(deps.workspaces, row));
    })
    .get("/workspaces/:workspace/watch", async (c) => {
      const { row } = await workspaceParam(c, deps, "read");
      return eventStream(c, (signal) => watchWorkspace(deps.workspaces, row.id, signal));
    })
    .get("/workspaces/:workspace/watch-ws", async (c) => {
      const { row } = await workspaceParam(c, deps, "read");
      return frameStream(c, (signal) => watchWorkspace(deps.workspaces, row.id, signal), dataFrame);
    })
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
