import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import type { z } from "zod";
import type { ApiEnv } from "../../src/api/api-env.ts";
import { createApi } from "../../src/api/app.ts";
import { fileRoutes } from "../../src/api/files.ts";
import { templateVersionContentRoutes } from "../../src/api/template-version-contents.ts";
import { templateVersionRoutes } from "../../src/api/template-versions.ts";
import { templateRoutes } from "../../src/api/templates.ts";
import { type Connection, connect } from "../../src/db/connect.ts";
import { listenForEvents } from "../../src/db/events.ts";
import { insertMember, insertOrganization } from "../../src/db/organizations.ts";
import { insertUser } from "../../src/db/users.ts";
import { createSession } from "../../src/oauth/create-session.ts";
import { createEcho } from "../../src/provisioners/echo.ts";
import { packArchive } from "../../src/wire/template-archive.ts";
import { trackActivity } from "../../src/workspaces/activity.ts";
import { FileUploaded, TemplateVersion } from "../../src/wire/template-version.ts";
import { Template } from "../../src/wire/template.ts";
import { JOB_HANDLERS } from "../../src/workspaces/job-handlers.ts";
import { followJobLogs } from "../../src/workspaces/job-logs.ts";
import { openJobQueue } from "../../src/workspaces/job-queue.ts";
import { startJobRunner } from "../../src/workspaces/job-runner.ts";
import { createTunnels } from "../../src/workspaces/tunnels.ts";
import { ExecutionLimits } from "../../src/wire/agent-tunnel.ts";
import type { WorkspacesContext } from "../../src/workspaces/workspaces-context.ts";
import { freshDatabase } from "./fresh-database.ts";
import { testAudit } from "./test-audit.ts";

export interface Person {
  readonly id: string;
  readonly token: string;
}

export interface TemplateDeployment {
  readonly context: WorkspacesContext;
  readonly api: Hono<ApiEnv>;
  readonly organizationId: string;
  /** A new user of the organization with these site roles. */
  readonly person: (...roles: string[]) => Promise<Person>;
}

/** A database, the job runner with the echo provisioner, and the template routes; `t.after` ends them in order. */
export async function startTemplateDeployment(t: {
  after: (fn: () => Promise<void>) => void;
}): Promise<TemplateDeployment> {
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closing.toReversed()) await close();
  });
  const url = await freshDatabase({ after: (fn) => closing.push(fn) });
  const { db, units, query, close } = connect(url, { max: 5, onError: () => {} });
  closing.push(close);
  const events = await listenForEvents(url, () => {});
  closing.push(events.close);
  const jobs = await openJobQueue({ query, events, onError: () => {} });
  closing.push(jobs.close);
  const echo = createEcho();
  const context: WorkspacesContext = {
    db,
    events,
    jobs,
    tunnels: createTunnels(),
    executionLimits: ExecutionLimits.parse({}),
    activity: trackActivity(db, () => {}),
    provisioners: new Map([[echo.name, echo]]),
    accessUrl: "http://127.0.0.1",
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  };
  const runner = await startJobRunner(context, JOB_HANDLERS, randomUUID());
  closing.push(async () => runner.close());
  const organizationId = randomUUID();
  await insertOrganization(db, {
    id: organizationId,
    name: "coder",
    display_name: "Coder",
    is_default: true,
  });
  return { context, api: apiOf(context, units), organizationId, person: (...roles) => addPerson(db, roles) };

  async function addPerson(into: typeof db, roles: string[]): Promise<Person> {
    const id = randomUUID();
    const username = `u${id.slice(0, 8)}`;
    await insertUser(into, {
      id,
      username,
      email: `${username}@example.com`,
      name: "",
      status: "active",
      login_type: "password",
      hashed_password: "",
      roles,
    });
    await insertMember(into, organizationId, id);
    return { id, token: await createSession(into, id, new Date()) };
  }
}

function apiOf(workspaces: WorkspacesContext, units: Connection["units"]): Hono<ApiEnv> {
  const audited = testAudit({ db: workspaces.db, units });
  const deps = {
    identity: { db: workspaces.db },
    log: workspaces.log,
    ...audited,
    version: "0.0.0-test",
    accessUrl: workspaces.accessUrl,
    wildcardHost: "",
    deploymentId: randomUUID(),
    rateLimit: 0,
    experiments: [],
    toolScopes: [],
    toolsetsOf: () => [],
    workspaces,
    appKeys: () => assert.fail("no app is opened"),
    pathAppsShareOrigin: false,
    transferKeys: () => assert.fail("no file is transferred"),
    recordAudit: audited.audit.record,
  };
  return createApi(deps, [fileRoutes, templateRoutes, templateVersionRoutes, templateVersionContentRoutes]);
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The JSON body, as `schema` reads it. */
  readonly as: <T extends z.ZodType>(schema: T) => z.output<T>;
}

/** Calls the API as a person; a value is sent as JSON, bytes as a tar archive. */
export async function call(
  { api }: Pick<TemplateDeployment, "api">,
  person: Person | undefined,
  line: string,
  value?: unknown,
): Promise<Answer> {
  const [method = "GET", path = "/"] = line.split(" ");
  const tar = Buffer.isBuffer(value);
  const headers = {
    ...(person !== undefined && { "Coder-Session-Token": person.token }),
    ...(value !== undefined && { "Content-Type": tar ? "application/x-tar" : "application/json" }),
  };
  const body = tar ? Uint8Array.from(value) : JSON.stringify(value);
  const init = { method, headers, ...(value !== undefined && { body }) };
  const response = await api.request(`/api/v2${path}`, init, {});
  const text = await response.text();
  return { status: response.status, text, as: (schema) => schema.parse(JSON.parse(text)) };
}

/** The archive of a template for the echo provisioner. */
export const echoTemplate = (yaml = "", files: Record<string, string> = {}): Promise<Buffer> =>
  packArchive(new Map(Object.entries({ "template.yaml": `provisioner: echo\n${yaml}`, ...files })));

/** Uploads an archive and makes a version of it; answers before its import has ended. */
export async function postVersion(
  deployment: TemplateDeployment,
  person: Person,
  archive: Buffer,
  fields: object = {},
): Promise<Answer> {
  const file = await call(deployment, person, "POST /files", archive);
  return await call(deployment, person, "POST /organizations/default/templateversions", {
    storage_method: "file",
    provisioner: "terraform",
    file_id: file.as(FileUploaded).hash,
    ...fields,
  });
}

/** Waits for the end of a version's import. */
export async function importEnd(
  deployment: TemplateDeployment,
  person: Person,
  answer: Answer,
): Promise<TemplateVersion> {
  const { id, job } = answer.as(TemplateVersion);
  await collect(followJobLogs(deployment.context, job.id, 0, AbortSignal.timeout(20_000)));
  return (await call(deployment, person, `GET /templateversions/${id}`)).as(TemplateVersion);
}

/** A template of an archive, under a name of its own. */
export async function addTemplate(
  deployment: TemplateDeployment,
  person: Person,
  archive: Buffer,
  fields: object = {},
): Promise<Template> {
  const version = await importEnd(deployment, person, await postVersion(deployment, person, archive));
  const body = { name: `t${randomUUID().slice(0, 8)}`, template_version_id: version.id, ...fields };
  return (await call(deployment, person, "POST /organizations/default/templates", body)).as(Template);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
