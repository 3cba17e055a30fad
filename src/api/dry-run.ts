import { Hono } from "hono";
import { may } from "../oauth/rbac.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import { CreateDryRun } from "../wire/dry-run.ts";
import { createDryRun, dryRunResources, findDryRun } from "../workspaces/dry-run.ts";
import { toProvisionerJob } from "../workspaces/job-view.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { replyJobLogs } from "./job-logs.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";
import { accessVersion } from "./template-access.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

const BASE = "/templateversions/:version/dry-run";

/** What a workspace would be, asked before it is made (coder-api 3.5). */
export const dryRunRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post(BASE, async (c) => await create(c, deps))
    .get(`${BASE}/:job`, async (c) => reply(c, toProvisionerJob((await dryRunParam(c, deps)).job)))
    .get(`${BASE}/:job/logs`, async (c) => {
      return await replyJobLogs(c, deps, (await dryRunParam(c, deps)).job.id);
    })
    .get(`${BASE}/:job/resources`, async (c) => {
      const { version, job } = await dryRunParam(c, deps);
      return reply(c, await dryRunResources(deps.workspaces, version, job));
    })
    .get(`${BASE}/:job/matched-provisioners`, async (c) => {
      const { version } = await dryRunParam(c, deps);
      const count = deps.workspaces.provisioners.has(version.provisioner) ? 1 : 0;
      const seen = { most_recently_seen: new Date().toISOString() };
      return reply(c, { count, available: count, ...(count > 0 && seen) });
    })
    .patch(`${BASE}/:job/cancel`, async (c) => {
      await dryRunParam(c, deps);
      throw new AppError("invalid", "Job has already completed.");
    });

/** 404 for those who may make no workspace (coder-api 7.4). */
async function create(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const subject = subjectOf(c);
  const version = await accessVersion(deps, subject, uuidParam(c, "version"));
  const { organization_id: organizationId } = version;
  if (!may(subject, "create", { type: "workspace", ownerId: subject.userId, organizationId })) {
    throw resourceNotFound();
  }
  const body = await parseBody(c, CreateDryRun);
  if (version.job.completed_at === null) {
    throw new AppError("precondition", "Template version job has not finished", {
      status: 425,
      retryAfter: 1,
    });
  }
  const parameters = body.rich_parameter_values ?? [];
  const request = { version, initiatorId: subject.userId, parameters };
  return reply(c, await createDryRun(deps.workspaces, request), 201);
}

/** A dry-run is seen by who asked for it, and by who may change the template. */
async function dryRunParam(c: ApiContext, deps: WorkspaceDeps) {
  const subject = subjectOf(c);
  const version = await accessVersion(deps, subject, uuidParam(c, "version"));
  const job = await findDryRun(deps.workspaces, version, uuidParam(c, "job"));
  const { template_id: id, organization_id: organizationId } = version;
  const template = { type: "template", id: id ?? undefined, organizationId } as const;
  const isVisible = job?.initiator_id === subject.userId || may(subject, "update", template);
  if (job === undefined || !isVisible) throw resourceNotFound();
  return { version, job };
}
