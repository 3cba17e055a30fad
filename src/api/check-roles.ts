import { ORGANIZATION_ROLE_TABLE } from "../oauth/organization-roles.ts";
import { type Subject, assignsOrganizationRole, assignsSiteRole } from "../oauth/rbac.ts";
import { SITE_ROLE_TABLE } from "../oauth/site-roles.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import { authorize, forbidden } from "./authorize.ts";

/** Throws unless the subject may turn the site roles `from` into `to`. */
export function checkSiteRoles(subject: Subject, from: readonly string[], to: readonly string[]): void {
  checkNames(to, Object.keys(SITE_ROLE_TABLE));
  for (const role of difference(from, to)) {
    authorize(subject, "assign", { type: "assign_role" });
    if (!assignsSiteRole(subject, role)) {
      throw forbidden(`Your roles do not let you give or take the role ${role}.`);
    }
  }
}

/** Throws unless the subject may turn the roles `from` of a member of the organization into `to`. */
export function checkOrganizationRoles(
  subject: Subject,
  organizationId: string,
  from: readonly string[],
  to: readonly string[],
): void {
  checkNames(to, Object.keys(ORGANIZATION_ROLE_TABLE));
  for (const role of difference(from, to)) {
    authorize(subject, "assign", { type: "assign_org_role", organizationId });
    if (!assignsOrganizationRole(subject, organizationId, role)) {
      throw forbidden(`Your roles do not let you give or take the role ${role} here.`);
    }
  }
}

/** Nobody raises, or locks out, itself (coder-api 7.2). */
export function checkNotSelf(subject: Subject, userId: string): void {
  if (userId === subject.userId) throw new AppError("invalid", "You cannot change your own roles.");
}

function checkNames(roles: readonly string[], known: readonly string[]): void {
  const unknown = roles.find((role) => !known.includes(role));
  if (unknown !== undefined) {
    throw invalidField("roles", `${unknown} is not a role here; accepted are ${known.join(", ")}`);
  }
}

/** Roles that are given or taken. */
const difference = (from: readonly string[], to: readonly string[]): readonly string[] => [
  ...from.filter((role) => !to.includes(role)),
  ...to.filter((role) => !from.includes(role)),
];
