import { Hono } from "hono";
import { AppError } from "../wire/errors.ts";
import type { TemplateSpec } from "../wire/template-spec.ts";
import { getVersionPresets, getVersionSpec } from "../workspaces/template-version-read.ts";
import { resourcesOfSpec } from "../workspaces/template-version-resources.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { replyJobLogs } from "./job-logs.ts";
import { reply } from "./reply.ts";
import { accessVersion } from "./template-access.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** What the import of a template version found, and its log (coder-api 3.3). */
export const templateVersionContentRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/templateversions/:version/logs", async (c) => {
      const { job_id: jobId } = await readable(c, deps);
      return await replyJobLogs(c, deps, jobId);
    })
    .get("/templateversions/:version/rich-parameters", async (c) => {
      const version = await imported(c, deps, 425);
      return reply(c, (await specOf(deps, version))?.parameters ?? []);
    })
    .get("/templateversions/:version/resources", async (c) => {
      const version = await imported(c, deps, 400);
      const spec = await specOf(deps, version);
      return reply(c, spec === undefined ? [] : resourcesOfSpec(version, spec));
    })
    .get("/templateversions/:version/presets", async (c) => {
      const { id } = await readable(c, deps);
      return reply(c, await getVersionPresets(deps.workspaces, id));
    })
    // Templates of this deployment have no variables, and no access to other services.
    .get("/templateversions/:version/variables", async (c) => {
      await imported(c, deps, 403);
      return reply(c, []);
    })
    .get("/templateversions/:version/external-auth", async (c) => await nothing(c, deps))
    .get("/templateversions/:version/schema", async (c) => await nothing(c, deps))
    .get("/templateversions/:version/parameters", async (c) => await nothing(c, deps));

type Version = Awaited<ReturnType<typeof accessVersion>>;

const readable = (c: ApiContext, deps: WorkspaceDeps): Promise<Version> =>
  accessVersion(deps, subjectOf(c), uuidParam(c, "version"));

/** The version, once its import has ended; before that Coder's endpoints differ in their status. */
async function imported(c: ApiContext, deps: WorkspaceDeps, status: 400 | 403 | 425): Promise<Version> {
  const version = await readable(c, deps);
  if (version.job.completed_at !== null) return version;
  throw new AppError("precondition", "Template version job has not finished", {
    status,
    detail: `The import is ${version.job.status}; its log is at /templateversions/${version.id}/logs.`,
    retryAfter: 1,
  });
}

const specOf = (deps: WorkspaceDeps, { id }: Version): Promise<TemplateSpec | undefined> =>
  getVersionSpec(deps.workspaces, id);

async function nothing(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  await readable(c, deps);
  return reply(c, []);
}
