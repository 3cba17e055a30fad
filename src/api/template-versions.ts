import { Hono } from "hono";
import { resourceNotFound } from "../wire/errors.ts";
import { ArchiveUnused, UpdateTemplateVersion } from "../wire/template-version.ts";
import { cancelProvisionerJob } from "../workspaces/cancel-job.ts";
import { getTemplateByName } from "../workspaces/template-read.ts";
import {
  getPreviousTemplateVersion,
  getTemplateVersionByName,
  listTemplateVersions,
} from "../workspaces/template-version-read.ts";
import {
  archiveTemplateVersion,
  archiveUnusedVersions,
  updateTemplateVersion,
} from "../workspaces/template-version-update.ts";
import { toTemplateVersion } from "../workspaces/template-version-view.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { createVersion } from "./create-template-version.ts";
import { organizationParam } from "./organization-param.ts";
import { paginationOf } from "./pagination.ts";
import { parseBody } from "./parse-body.ts";
import { reply, replyMessage } from "./reply.ts";
import { accessTemplate, accessVersion, templateTarget } from "./template-access.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** Template versions (coder-api 3.3); what their imports found is in template-version-contents. */
export const templateVersionRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post("/organizations/:organization/templateversions", async (c) => await createVersion(c, deps))
    .get("/templates/:template/versions", async (c) => await list(c, deps))
    .post("/templates/:template/versions/archive", async (c) => await archiveUnused(c, deps))
    .get("/templates/:template/versions/:version", async (c) => {
      const { id } = await accessTemplate(deps, subjectOf(c), uuidParam(c, "template"));
      return reply(c, await getTemplateVersionByName(deps.workspaces, id, c.req.param("version")));
    })
    .get("/organizations/:organization/templates/:template/versions/:version", async (c) =>
      reply(c, await named(c, deps)),
    )
    .get("/organizations/:organization/templates/:template/versions/:version/previous", async (c) => {
      const previous = await getPreviousTemplateVersion(deps.workspaces, (await named(c, deps)).id);
      return previous === undefined ? c.body(null, 204) : reply(c, previous);
    })
    .get("/templateversions/:version", async (c) =>
      reply(c, toTemplateVersion(await accessVersion(deps, subjectOf(c), uuidParam(c, "version")))),
    )
    .patch("/templateversions/:version", async (c) => {
      const { id } = await accessVersion(deps, subjectOf(c), uuidParam(c, "version"), "update");
      const changes = await parseBody(c, UpdateTemplateVersion);
      return reply(c, await updateTemplateVersion(deps.workspaces, id, changes));
    })
    .patch("/templateversions/:version/cancel", async (c) => {
      const { job } = await accessVersion(deps, subjectOf(c), uuidParam(c, "version"), "update");
      await cancelProvisionerJob(deps.workspaces, job.id);
      return replyMessage(c, "Job has been marked as canceled...");
    })
    .post("/templateversions/:version/archive", async (c) => await archive(c, deps, true))
    .post("/templateversions/:version/unarchive", async (c) => await archive(c, deps, false));

async function list(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const { id } = await accessTemplate(deps, subjectOf(c), uuidParam(c, "template"));
  const includeArchived = c.req.query("include_archived") === "true";
  const page = { templateId: id, includeArchived, ...paginationOf(c) };
  return reply(c, await listTemplateVersions(deps.workspaces, page));
}

async function named(c: ApiContext, deps: WorkspaceDeps) {
  const { subject, organization } = await organizationParam(c, deps.identity);
  const [template = "", version = ""] = [c.req.param("template"), c.req.param("version")];
  const found = await getTemplateByName(deps.workspaces, organization.id, template);
  authorize(subject, "read", templateTarget(found));
  return await getTemplateVersionByName(deps.workspaces, found.id, version);
}

async function archiveUnused(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const { id } = await accessTemplate(deps, subjectOf(c), uuidParam(c, "template"), "update");
  const { all } = await parseBody(c, ArchiveUnused);
  return reply(c, { template_id: id, archived_ids: await archiveUnusedVersions(deps.workspaces, id, all) });
}

async function archive(c: ApiContext, deps: WorkspaceDeps, archived: boolean): Promise<Response> {
  const { id, template_id: template } = await accessVersion(
    deps,
    subjectOf(c),
    uuidParam(c, "version"),
    "update",
  );
  if (template === null) throw resourceNotFound();
  await archiveTemplateVersion(deps.workspaces, id, archived);
  return reply(c, null);
}
