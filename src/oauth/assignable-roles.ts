import type { AssignableRole } from "../wire/user.ts";
import { ORGANIZATION_ROLE_TABLE } from "./organization-roles.ts";
import type { Rights } from "./rbac-catalog.ts";
import { type Subject, assignsOrganizationRole, assignsSiteRole } from "./rbac.ts";
import { MEMBER, SITE_ROLE_TABLE } from "./site-roles.ts";

interface Permission {
  readonly negate: boolean;
  readonly resource_type: string;
  readonly action: string;
}

/** Every site role, and whether the subject may give it (coder-api 1.7). */
export function siteRolesFor(subject: Subject): readonly AssignableRole[] {
  return Object.entries({ ...SITE_ROLE_TABLE, member: MEMBER }).map(([name, role]) => ({
    name,
    display_name: role.displayName,
    site_permissions: permissions(role.everywhere),
    user_permissions: permissions(role.own),
    organization_permissions: [],
    organization_member_permissions: [],
    assignable: name !== "member" && assignsSiteRole(subject, name),
    built_in: true,
  }));
}

/** Every role of an organization, and whether the subject may give it. */
export function organizationRolesFor(subject: Subject, organizationId: string): readonly AssignableRole[] {
  return Object.entries(ORGANIZATION_ROLE_TABLE).map(([name, role]) => ({
    name,
    display_name: role.displayName,
    organization_id: organizationId,
    site_permissions: [],
    user_permissions: [],
    organization_permissions: [...permissions(role.everywhere), ...permissions(role.denies, true)],
    organization_member_permissions: permissions(role.own),
    assignable: assignsOrganizationRole(subject, organizationId, name),
    built_in: true,
  }));
}

function permissions(rights: Rights, negate = false): Permission[] {
  return Object.entries(rights).flatMap(([resource_type, actions]) =>
    [...(actions === "*" ? ["*"] : actions)].map((action) => ({ negate, resource_type, action })),
  );
}
