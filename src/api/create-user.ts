import { createUser } from "../oauth/create-user.ts";
import type { IdentityContext } from "../oauth/identity-context.ts";
import { findOrganization } from "../oauth/organizations.ts";
import { invalidField, resourceNotFound } from "../wire/errors.ts";
import { CreateUser, type User } from "../wire/user.ts";
import type { ApiContext } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { checkSiteRoles } from "./check-roles.ts";
import { organizationTarget } from "./organization-param.ts";
import { parseBody } from "./parse-body.ts";

/** `POST /users`: who may, in which organizations, with which roles. */
export async function createUserFor(c: ApiContext, identity: IdentityContext): Promise<User> {
  const subject = subjectOf(c);
  authorize(subject, "create", { type: "user" });
  const request = await parseBody(c, CreateUser);
  const legacy = request.organization_id === undefined ? [] : [request.organization_id];
  const references = request.organization_ids ?? legacy;
  if (references.length === 0) throw invalidField("organization_ids", "must name at least one organization");
  const organizationIds = new Set<string>();
  for (const reference of references) {
    const organization = await findOrganization(identity, reference);
    if (organization === undefined) throw resourceNotFound();
    authorize(subject, "read", organizationTarget(organization.id));
    authorize(subject, "create", { type: "organization_member", organizationId: organization.id });
    organizationIds.add(organization.id);
  }
  checkSiteRoles(subject, [], request.roles ?? []);
  return await createUser(identity, request, [...organizationIds]);
}
