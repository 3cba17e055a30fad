import type { UserRow } from "../db/users.ts";
import { rfc3339 } from "../lib/rfc3339.ts";
import type { SlimRole, User } from "../wire/user.ts";
import { ORGANIZATION_ROLE_TABLE } from "./organization-roles.ts";
import { SITE_ROLE_TABLE } from "./site-roles.ts";

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    name: row.name,
    avatar_url: row.avatar_url,
    email: row.email,
    created_at: rfc3339(row.created_at),
    updated_at: rfc3339(row.updated_at),
    last_seen_at: rfc3339(row.last_seen_at),
    status: row.status,
    login_type: row.login_type,
    theme_preference: "",
    organization_ids: row.organization_ids,
    roles: row.roles.map(toSiteRole),
    has_ai_seat: false,
  };
}

export function toSiteRole(name: string): SlimRole {
  return { name, display_name: SITE_ROLE_TABLE[name]?.displayName ?? name };
}

export function toOrganizationRole(name: string, organizationId: string): SlimRole {
  const display_name = ORGANIZATION_ROLE_TABLE[name]?.displayName ?? name;
  return { name, display_name, organization_id: organizationId };
}
