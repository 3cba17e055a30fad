import {
  type OrganizationRow,
  defaultOrganization,
  organizationById,
  organizationByName,
  listOrganizations as organizationRows,
} from "../db/organizations.ts";
import type { Visibility } from "../db/visible-to.ts";
import { rfc3339 } from "../lib/rfc3339.ts";
import type { Organization } from "../wire/organization.ts";
import { Uuid, ZERO_UUID } from "../wire/scalars.ts";
import type { IdentityContext } from "./identity-context.ts";

/** The organization that an id, a name, `default` or the zero UUID stands for (coder-api 0.1). */
export async function findOrganization(
  context: IdentityContext,
  reference: string,
): Promise<Organization | undefined> {
  const row = await rowOf(context, reference);
  return row && toOrganization(row);
}

/** The default organization first; `memberId` keeps those that this user is in. */
export async function listOrganizations(
  context: IdentityContext,
  visibility: Visibility,
  memberId?: string,
): Promise<readonly Organization[]> {
  return (await organizationRows(context.db, visibility, memberId)).map(toOrganization);
}

async function rowOf({ db }: IdentityContext, reference: string): Promise<OrganizationRow | undefined> {
  if (reference === "default" || reference === ZERO_UUID) return await defaultOrganization(db);
  return Uuid.safeParse(reference).success
    ? await organizationById(db, reference)
    : await organizationByName(db, reference);
}

function toOrganization(row: OrganizationRow): Organization {
  return {
    id: row.id,
    name: row.name,
    display_name: row.display_name,
    icon: row.icon,
    description: row.description,
    created_at: rfc3339(row.created_at),
    updated_at: rfc3339(row.updated_at),
    is_default: row.is_default,
    default_org_member_roles: [],
  };
}
