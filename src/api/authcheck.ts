import { Hono } from "hono";
import { FINDABLE, findObject } from "../oauth/find-object.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import { ACTIONS, RESOURCE_TYPES, isAction, isResourceType } from "../oauth/rbac-catalog.ts";
import type { ResourceType } from "../oauth/rbac-catalog.ts";
import { type Subject, type Target, may } from "../oauth/rbac.ts";
import { type AuthCheck, AuthChecks } from "../wire/auth-check.ts";
import { invalidField } from "../wire/errors.ts";
import { Uuid } from "../wire/scalars.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { parseBody } from "./parse-body.ts";
import { reply } from "./reply.ts";

/** Each of these costs a query. */
const MAX_LOOKUPS = 10;

/** What the caller may do, asked for many things at once (coder-api 1.10). */
export const authcheckRoutes = ({ identity }: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>().post("/authcheck", async (c) => {
    const subject = subjectOf(c);
    const { checks } = await parseBody(c, AuthChecks);
    const lookups = Object.values(checks).filter(({ object }) => object.resource_id !== "");
    if (lookups.length > MAX_LOOKUPS) {
      throw invalidField("checks", `must have at most ${MAX_LOOKUPS} entries with a resource_id`);
    }
    const answers: Record<string, boolean> = Object.create(null);
    for (const [key, check] of Object.entries(checks)) {
      answers[key] = await passes(identity, subject, key, check);
    }
    return reply(c, answers);
  });

async function passes(
  identity: IdentityContext,
  subject: Subject,
  key: string,
  { object, action }: AuthCheck,
): Promise<boolean> {
  const type = object.resource_type;
  if (!isAction(action)) throw wrongWord(`checks.${key}.action`, ACTIONS);
  if (!isResourceType(type)) throw wrongWord(`checks.${key}.object.resource_type`, RESOURCE_TYPES);
  if (object.resource_id !== "") {
    const target = await lookUp(identity, key, type, object.resource_id);
    return target !== undefined && may(subject, "read", target) && may(subject, action, target);
  }
  const ownerId = object.owner_id === "me" ? subject.userId : object.owner_id || undefined;
  const organizations = object.any_org
    ? [undefined, ...Object.keys(subject.organizations)]
    : [object.organization_id || undefined];
  return organizations.some((organizationId) => may(subject, action, { type, ownerId, organizationId }));
}

async function lookUp(
  identity: IdentityContext,
  key: string,
  type: ResourceType,
  id: string,
): Promise<Target | undefined> {
  const field = `checks.${key}.object.resource_id`;
  const findable = FINDABLE.find((name) => name === type);
  if (findable === undefined) throw invalidField(field, `is accepted for ${FINDABLE.join(", ")} only`);
  if (!Uuid.safeParse(id).success) throw invalidField(field, "must be a UUID");
  return await findObject(identity, findable, id);
}

function wrongWord(field: string, accepted: readonly string[]) {
  return invalidField(field, `must be one of ${accepted.join(", ")}`);
}
