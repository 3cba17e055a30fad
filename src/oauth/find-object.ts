import { findWorkspace } from "../db/workspaces.ts";
import type { Db } from "../db/connect.ts";
import type { IdentityContext } from "./identity-context.ts";
import type { Target } from "./rbac.ts";

/** Kinds of objects that can be looked up by id alone. */
export const FINDABLE = ["workspace", "template", "user"] as const;
type Findable = (typeof FINDABLE)[number];

/** Whose an object is and where, as rights are judged by; undefined when there is none. */
export async function findObject(
  context: IdentityContext,
  type: Findable,
  id: string,
): Promise<Target | undefined> {
  const found = await FINDERS[type](context.db, id);
  return found && { type, id, ...found };
}

const FINDERS: Readonly<
  Record<Findable, (db: Db, id: string) => Promise<Omit<Target, "type" | "id"> | undefined>>
> = {
  workspace: async (db, id) => {
    const row = await findWorkspace(db, id);
    if (row?.deleted !== false) return undefined;
    const { owner_id: ownerId, organization_id: organizationId } = row;
    return {
      ownerId,
      organizationId,
      workspace: {
        id,
        name: row.name,
        ownerName: row.owner_name,
        templateId: row.template_id,
        templateName: row.template_name,
        organizationId,
        organizationName: row.organization_name,
      },
    };
  },
  template: (db, id) =>
    db
      .selectFrom("templates")
      .select("organization_id as organizationId")
      .where("id", "=", id)
      .where("deleted", "=", false)
      .executeTakeFirst(),
  user: (db, id) =>
    db
      .selectFrom("users")
      .select("id as ownerId")
      .where("id", "=", id)
      .where("deleted", "=", false)
      .executeTakeFirst(),
};
