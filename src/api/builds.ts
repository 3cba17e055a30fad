import { Hono } from "hono";
import { parseRfc3339 } from "../lib/rfc3339.ts";
import { may, type Subject, type Target } from "../oauth/rbac.ts";
import { AppError, invalidField, resourceNotFound } from "../wire/errors.ts";
import { CreateBuild, Transition } from "../wire/workspace-build.ts";
import { cancelProvisionerJob } from "../workspaces/cancel-job.ts";
import { createBuild } from "../workspaces/create-build.ts";
import {
  readBuild,
  readBuildByNumber,
  readBuildParameters,
  readBuilds,
  type BuildParam,
} from "../workspaces/read-builds.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";
import { subjectOf } from "./authenticate.ts";
import { admitTools } from "./admit-tools.ts";
import { authorize, forbidden } from "./authorize.ts";
import { guardCall } from "./guard-call.ts";
import { idempotentRequest, markReplayed } from "./idempotent.ts";
import { replyJobLogs } from "./job-logs.ts";
import { paginationOf } from "./pagination.ts";
import { parseBody } from "./parse-body.ts";
import { reply, replyMessage } from "./reply.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { namedWorkspaceParam, workspaceParam, workspaceTarget } from "./workspace-param.ts";

/** Builds of workspaces (coder-api 2.6). */
export const buildRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/workspaces/:workspace/builds", async (c) => {
      const { row } = await workspaceParam(c, deps, "read");
      const page = { ...paginationOf(c), workspaceId: row.id, since: sinceOf(c) };
      return reply(c, await readBuilds(deps.workspaces, page));
    })
    .post("/workspaces/:workspace/builds", async (c) => await postBuild(c, deps))
    .get("/users/:user/workspace/:name/builds/:number", async (c) => {
      const { row } = await namedWorkspaceParam(c, deps);
      const number = Number(c.req.param("number"));
      if (!Number.isInteger(number) || number < 1)
        throw invalidField("buildnumber", "must be a whole number from 1");
      const build = await readBuildByNumber(deps.workspaces, row.id, number);
      if (build === undefined) throw resourceNotFound();
      return reply(c, build.view);
    })
    .get("/workspacebuilds/:build", async (c) => reply(c, (await buildParam(c, deps)).view))
    .get("/workspacebuilds/:build/logs", async (c) => {
      return await replyJobLogs(c, deps, (await buildParam(c, deps)).view.job.id);
    })
    .get("/workspacebuilds/:build/parameters", async (c) => {
      return reply(c, await readBuildParameters(deps.workspaces, (await buildParam(c, deps)).view.id));
    })
    .get("/workspacebuilds/:build/resources", async (c) => {
      const { view } = await buildParam(c, deps);
      if (view.job.completed_at === undefined)
        throw new AppError("invalid", "The job has not completed yet.");
      return reply(c, view.resources);
    })
    .get("/workspacebuilds/:build/state", async (c) => {
      authorizeTemplateUpdate(c, (await buildParam(c, deps)).place);
      // Provisioners of this deployment keep nothing from one build to the next.
      return c.body("", 200, { "content-type": "application/octet-stream" });
    })
    .patch("/workspacebuilds/:build/cancel", async (c) => await cancelBuild(c, deps));

/** The build that `:build` of a path names, with the workspace that decides who may see it. */
export async function buildParam(c: ApiContext, deps: WorkspaceDeps): Promise<BuildParam> {
  const subject = subjectOf(c);
  const build = await readBuild(deps.workspaces, uuidParam(c, "build"));
  if (build === undefined) throw resourceNotFound();
  noteForAudit(c, { before: build.view, workspaceId: build.place.id });
  authorize(subject, "read", workspaceTarget(build.place));
  return build;
}

async function postBuild(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const body = await parseBody(c, CreateBuild);
  const { subject, row } = await workspaceParam(c, deps, ACTION_OF[body.transition]);
  admitTools(subject.limits, [`${body.transition}_workspace`], deps);
  if (body.orphan === true)
    throw invalidField("orphan", "is not supported; delete without it removes everything");
  if (row.template_require_active_version && body.transition === "start") {
    const other = body.template_version_id ?? row.template_active_version_id;
    if (other !== row.template_active_version_id) authorizeTemplateUpdate(c, row);
  }
  const { workspace } = workspaceTarget(row);
  await guardCall(c, deps, { tool: `${body.transition}_workspace`, workspace, args: body });
  const { buildId, replayed } = await createBuild(deps.workspaces, {
    workspaceId: row.id,
    initiatorId: subject.userId,
    transition: body.transition,
    reason: body.reason ?? "initiator",
    versionId: body.template_version_id,
    presetId: body.template_version_preset_id,
    parameters: body.rich_parameter_values ?? [],
    idempotent: idempotentRequest(c, subject, body),
  });
  const build = await readBuild(deps.workspaces, buildId);
  if (build === undefined) throw resourceNotFound();
  markReplayed(c, replayed);
  return reply(c, build.view, 201);
}

const ACTION_OF = { start: "start", stop: "stop", delete: "delete" } as const;

/** Only who may change the template may see states, and build another version of a pinned one (coder-api 2.6). */
function authorizeTemplateUpdate(
  c: ApiContext,
  row: { readonly template_id: string; readonly organization_id: string },
): void {
  authorize(subjectOf(c), "update", {
    type: "template",
    id: row.template_id,
    organizationId: row.organization_id,
  });
}

async function cancelBuild(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const { view, place } = await buildParam(c, deps);
  authorizeCancel(subjectOf(c), Transition.parse(view.transition), workspaceTarget(place));
  const expected = c.req.query("expect_status");
  if (expected !== undefined && expected !== "pending" && expected !== "running") {
    throw invalidField("expect_status", "must be pending or running");
  }
  const { allowUserCancel } = place;
  const mayAdminister = subjectOf(c).roles.includes("owner");
  if (!allowUserCancel && !mayAdminister && expected !== "pending") {
    throw forbidden("The template does not allow its users to cancel builds.");
  }
  await cancelProvisionerJob(deps.workspaces, view.job.id, expected);
  return replyMessage(c, "Job has been marked as canceled...");
}

/** Who may begin such a build may take it back, also without the right to change the workspace's settings. */
function authorizeCancel(subject: Subject, transition: Transition, target: Target): void {
  const begins = ACTION_OF[transition];
  authorize(subject, may(subject, begins, target) ? begins : "update", target);
}

function sinceOf(c: ApiContext): Date | undefined {
  const text = c.req.query("since");
  if (text === undefined || text === "") return undefined;
  const since = parseRfc3339(text);
  if (since === undefined) throw invalidField("since", "must be an RFC 3339 time");
  return since;
}
