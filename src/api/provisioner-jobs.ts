import { Hono } from "hono";
import { visibility } from "../oauth/rbac.ts";
import { findUser } from "../oauth/read-users.ts";
import { invalidField, resourceNotFound } from "../wire/errors.ts";
import { JOB_STATUSES } from "../wire/provisioner-job.ts";
import { Uuid } from "../wire/scalars.ts";
import { listProvisionerJobs, type JobFilter } from "../workspaces/list-jobs.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { forbidden } from "./authorize.ts";
import { organizationParam } from "./organization-param.ts";
import { paginationOf } from "./pagination.ts";
import { reply } from "./reply.ts";
import { uuidParam } from "./uuid-param.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

const DEFAULT_LIMIT = 50;

/** The queue of builds and imports (coder-api 3.6). */
export const provisionerJobRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/organizations/:organization/provisionerjobs", async (c) => {
      const { readable, subject } = await readableJobs(c, deps);
      const initiator = c.req.query("initiator") || undefined;
      const user = initiator === undefined ? undefined : await findUser(deps.identity, initiator, subject);
      if (initiator !== undefined && user === undefined) throw invalidField("initiator", "is no user");
      const filter = {
        ...readable,
        ids: wordsOf(c, "ids", (id) => Uuid.safeParse(id).success, "UUIDs"),
        statuses: wordsOf(c, "status", isStatus, JOB_STATUSES.join(", ")),
        initiatorId: user?.id,
        limit: paginationOf(c).limit || DEFAULT_LIMIT,
      };
      return reply(c, await listProvisionerJobs(deps.workspaces, filter));
    })
    .get("/organizations/:organization/provisionerjobs/:job", async (c) => {
      const { readable } = await readableJobs(c, deps);
      const filter = { ...readable, ids: [uuidParam(c, "job")], limit: 1 };
      const [job] = await listProvisionerJobs(deps.workspaces, filter);
      if (job === undefined) throw resourceNotFound();
      return reply(c, job);
    });

type Readable = Pick<JobFilter, "organizationId" | "ownerId">;

/** The jobs of the organization that the subject may read: all of them, or its own. */
async function readableJobs(c: ApiContext, { identity }: WorkspaceDeps) {
  const { subject, organization } = await organizationParam(c, identity);
  const visible = visibility(subject, "provisioner_jobs");
  const readsAll = visible.kind === "all" || visible.organizationIds.includes(organization.id);
  const readsOwn =
    visible.kind === "some" && (visible.ownIn === "everywhere" || visible.ownIn.includes(organization.id));
  if (!readsAll && !readsOwn) throw forbidden("You may not read provisioner jobs of this organization.");
  const ownerId = readsAll ? undefined : subject.userId;
  const readable: Readable = { organizationId: organization.id, ownerId };
  return { subject, readable };
}

const isStatus = (word: string): boolean => JOB_STATUSES.some((status) => status === word);

/** A query parameter that holds words divided by commas. */
function wordsOf(
  c: ApiContext,
  field: string,
  accepts: (word: string) => boolean,
  accepted: string,
): readonly string[] | undefined {
  const words = (c.req.query(field) ?? "").split(",").filter((word) => word !== "");
  if (!words.every((word) => accepts(word)))
    throw invalidField(field, `takes ${accepted}, divided by commas`);
  return words.length === 0 ? undefined : words;
}
