import type { IdentityContext } from "../oauth/identity-context.ts";
import { findOrganization } from "../oauth/organizations.ts";
import { type Subject, type Target, rolesAllow } from "../oauth/rbac.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { Organization } from "../wire/organization.ts";
import type { ApiContext } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";

/**
 * The organization that `:organization` of a path stands for, and the subject, whose roles let it read it. Scopes are
 * not asked: a token made for templates or workspaces names the organization that they are in.
 */
export async function organizationParam(
  c: ApiContext,
  identity: IdentityContext,
): Promise<{ subject: Subject; organization: Organization }> {
  const subject = subjectOf(c);
  const organization = await findOrganization(identity, c.req.param("organization") ?? "");
  if (organization === undefined || !rolesAllow(subject, "read", organizationTarget(organization.id))) {
    throw resourceNotFound();
  }
  return { subject, organization };
}

/** An organization is its own object. */
export const organizationTarget = (id: string): Target => ({ type: "organization", id, organizationId: id });
