import { Hono } from "hono";
import { ActivateTemplateVersion } from "../wire/template-version.ts";
import { CreateTemplate, UpdateTemplate } from "../wire/template.ts";
import { createTemplate } from "../workspaces/template-create.ts";
import { getTemplateByName, listTemplates } from "../workspaces/template-read.ts";
import { activateVersion, deleteTemplate, updateTemplate } from "../workspaces/template-update.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { organizationParam } from "./organization-param.ts";
import { parseBody } from "./parse-body.ts";
import { reply, replyMessage } from "./reply.ts";
import { accessTemplate, accessVersion, templateTarget } from "./template-access.ts";
import { templateFilterOf } from "./template-search.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** Templates (coder-api 3.2). */
export const templateRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/templates", async (c) => await list(c, deps))
    .get("/organizations/:organization/templates", async (c) => {
      const { organization } = await organizationParam(c, deps.identity);
      return await list(c, deps, organization.id);
    })
    .get("/templates/examples", (c) => noExamples(c))
    .get("/organizations/:organization/templates/examples", (c) => noExamples(c))
    .post("/organizations/:organization/templates", async (c) => await create(c, deps))
    .get("/organizations/:organization/templates/:template", async (c) => await byName(c, deps))
    .get("/templates/:template", async (c) =>
      reply(c, await accessTemplate(deps, subjectOf(c), uuidParam(c, "template"))),
    )
    .patch("/templates/:template", async (c) => {
      const { id } = await accessTemplate(deps, subjectOf(c), uuidParam(c, "template"), "update");
      return reply(c, await updateTemplate(deps.workspaces, id, await parseBody(c, UpdateTemplate)));
    })
    .delete("/templates/:template", async (c) => {
      const { id } = await accessTemplate(deps, subjectOf(c), uuidParam(c, "template"), "delete");
      await deleteTemplate(deps.workspaces, id);
      return replyMessage(c, "Template has been deleted!");
    })
    .patch("/templates/:template/versions", async (c) => await activate(c, deps));

async function list(c: ApiContext, deps: WorkspaceDeps, organizationId?: string): Promise<Response> {
  const filter = templateFilterOf(c.req.query("q") ?? "", subjectOf(c));
  const within = organizationId === undefined ? {} : { organization: organizationId };
  return reply(c, await listTemplates(deps.workspaces, { ...filter, ...within }));
}

/** No starter templates beside the ones that the deployment made at its start. */
function noExamples(c: ApiContext): Response {
  subjectOf(c);
  return reply(c, []);
}

async function create(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const { subject, organization } = await organizationParam(c, deps.identity);
  authorize(subject, "create", { type: "template", organizationId: organization.id });
  const fields = await parseBody(c, CreateTemplate);
  await accessVersion(deps, subject, fields.template_version_id);
  const { userId: createdBy } = subject;
  return reply(
    c,
    await createTemplate(deps.workspaces, { organizationId: organization.id, createdBy, fields }),
    201,
  );
}

async function byName(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const { subject, organization } = await organizationParam(c, deps.identity);
  const name = c.req.param("template") ?? "";
  const template = await getTemplateByName(deps.workspaces, organization.id, name);
  authorize(subject, "read", templateTarget(template));
  return reply(c, template);
}

async function activate(c: ApiContext, deps: WorkspaceDeps): Promise<Response> {
  const { id } = await accessTemplate(deps, subjectOf(c), uuidParam(c, "template"), "update");
  await activateVersion(deps.workspaces, id, (await parseBody(c, ActivateTemplateVersion)).id);
  return replyMessage(c, "Updated the active template version!");
}
