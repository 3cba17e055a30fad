import { deleteApiKeysOf } from "../db/api-keys.ts";
import { deleteOauthGrantsOf } from "../db/oauth-grants.ts";
import type { Db } from "../db/connect.ts";
import { deleteMcpSessionsOf } from "../db/mcp-sessions.ts";
import { type UserStatus, deleteUserWithoutWorkspaces, updateUser, userById } from "../db/users.ts";
import { violates } from "../db/violations.ts";
import { AppError, resourceNotFound } from "../wire/errors.ts";
import type { User } from "../wire/user.ts";
import type { IdentityContext } from "./identity-context.ts";
import { toUser } from "./to-user.ts";

/** Gives a user other names; "conflict" when the username is taken. */
export async function updateProfile(
  context: IdentityContext,
  id: string,
  profile: { readonly username: string; readonly name: string },
): Promise<User> {
  try {
    return await changed(context.db, id, { username: profile.username, name: profile.name });
  } catch (error) {
    throw conflictOf(error) ?? error;
  }
}

/** Suspended users are signed out from the next request on; what they own stays. */
export async function setStatus(context: IdentityContext, id: string, status: UserStatus): Promise<User> {
  return await changed(context.db, id, { status });
}

/** Replaces all site roles. */
export async function setSiteRoles(
  context: IdentityContext,
  id: string,
  roles: readonly string[],
): Promise<User> {
  return await changed(context.db, id, { roles: [...new Set(roles)] });
}

/** Deletes a user, its keys and its MCP sessions; "precondition" (417) while it owns workspaces. */
export async function deleteUser(context: IdentityContext, id: string): Promise<void> {
  await context.db.transaction().execute(async (db) => {
    if (!(await deleteUserWithoutWorkspaces(db, id))) {
      throw new AppError(
        "precondition",
        "You cannot delete a user that has workspaces. Delete their workspaces first.",
        {
          status: 417,
        },
      );
    }
    await deleteApiKeysOf(db, id);
    await deleteOauthGrantsOf(db, id);
    await deleteMcpSessionsOf(db, id);
  });
}

/** "conflict" for what the unique indexes of users say; undefined for any other error. */
export function conflictOf(error: unknown): AppError | undefined {
  const field = ["username", "email"].find((name) => violates(error, `users_${name}`));
  if (field === undefined) return undefined;
  const validations = [{ field, detail: "must differ from those of all other users" }];
  return new AppError("conflict", `A user with this ${field} already exists.`, { validations, cause: error });
}

async function changed(db: Db, id: string, changes: Parameters<typeof updateUser>[2]): Promise<User> {
  await updateUser(db, id, changes);
  const row = await userById(db, id);
  if (row === undefined) throw resourceNotFound();
  return toUser(row);
}
