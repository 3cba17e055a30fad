import type { IdentityContext } from "./identity-context.ts";

/** The default organization and its longest-standing owner; undefined before the first user is made. */
export async function defaultOwner({
  db,
}: Pick<IdentityContext, "db">): Promise<
  { readonly organizationId: string; readonly ownerId: string } | undefined
> {
  return await db
    .selectFrom("users as u")
    .innerJoin("organization_members as m", "m.user_id", "u.id")
    .innerJoin("organizations as o", "o.id", "m.organization_id")
    .select(["o.id as organizationId", "u.id as ownerId"])
    .where("o.is_default", "=", true)
    .where("u.deleted", "=", false)
    .where((eb) => eb(eb.val("owner"), "=", eb.fn.any("u.roles")))
    .orderBy("u.created_at")
    .limit(1)
    .executeTakeFirst();
}
