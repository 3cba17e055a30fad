import {
  type MemberFilter,
  type MemberRow,
  deleteMember,
  insertMember,
  memberOf,
  memberRolesOf,
  pageOfMembers,
  updateMemberRoles,
} from "../db/organizations.ts";
import { rfc3339 } from "../lib/rfc3339.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import type { Member } from "../wire/organization.ts";
import type { IdentityContext } from "./identity-context.ts";
import { toOrganizationRole, toSiteRole } from "./to-user.ts";

/** Part of an organization's members, and how many there are. */
export async function listMembers(
  context: IdentityContext,
  organizationId: string,
  filter: MemberFilter,
): Promise<{ members: Member[]; count: number }> {
  const { members, count } = await pageOfMembers(context.db, organizationId, filter);
  return { members: members.map(toMember), count };
}

export async function findMember(
  context: IdentityContext,
  organizationId: string,
  userId: string,
): Promise<Member | undefined> {
  const row = await memberOf(context.db, organizationId, userId);
  return row && toMember(row);
}

/** "conflict" for who is a member of it already. */
export async function addMember(
  context: IdentityContext,
  organizationId: string,
  userId: string,
): Promise<Member> {
  if (!(await insertMember(context.db, organizationId, userId))) {
    throw new AppError("conflict", "User is already an organization member.");
  }
  return await memberNow(context, organizationId, userId);
}

/** Takes away every right in the organization; what the user owns in it stays. */
export async function removeMember(
  context: IdentityContext,
  organizationId: string,
  userId: string,
): Promise<void> {
  await deleteMember(context.db, organizationId, userId);
}

/** Replaces all roles that a member has in the organization. */
export async function setMemberRoles(
  context: IdentityContext,
  organizationId: string,
  userId: string,
  roles: readonly string[],
): Promise<Member> {
  await updateMemberRoles(context.db, organizationId, userId, [...new Set(roles)]);
  return await memberNow(context, organizationId, userId);
}

/** The names of a user's organization roles by the organization's id. */
export async function organizationRolesOf(
  context: IdentityContext,
  userId: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const rows = await memberRolesOf(context.db, userId);
  return Object.fromEntries(rows.map(({ organization_id, roles }) => [organization_id, roles]));
}

async function memberNow(context: IdentityContext, organizationId: string, userId: string): Promise<Member> {
  const member = await findMember(context, organizationId, userId);
  if (member === undefined) throw resourceNotFound();
  return member;
}

function toMember(row: MemberRow): Member {
  return {
    user_id: row.user_id,
    organization_id: row.organization_id,
    created_at: rfc3339(row.created_at),
    updated_at: rfc3339(row.updated_at),
    roles: row.roles.map((name) => toOrganizationRole(name, row.organization_id)),
    username: row.username,
    name: row.name,
    avatar_url: row.avatar_url,
    email: row.email,
    status: row.status,
    login_type: row.login_type,
    last_seen_at: rfc3339(row.last_seen_at),
    user_created_at: rfc3339(row.user_created_at),
    user_updated_at: rfc3339(row.user_updated_at),
    global_roles: row.global_roles.map(toSiteRole),
    has_ai_seat: false,
  };
}
