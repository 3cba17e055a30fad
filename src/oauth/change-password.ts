import { deleteApiKeysOf } from "../db/api-keys.ts";
import { deleteOauthGrantsOf } from "../db/oauth-grants.ts";
import { updateUser, userById } from "../db/users.ts";
import { invalidField, resourceNotFound } from "../wire/errors.ts";
import type { IdentityContext } from "./identity-context.ts";
import { passwordFault } from "./password-strength.ts";
import { hashPassword, verifyPassword } from "./password.ts";

export interface PasswordChange {
  readonly userId: string;
  /** Checked unless undefined: who changes the own one must know it. */
  readonly oldPassword: string | undefined;
  readonly password: string;
}

/** Sets a password and ends every key of its user (coder-api 1.7). */
export async function changePassword(
  context: IdentityContext,
  { userId, oldPassword, password }: PasswordChange,
): Promise<void> {
  const user = await userById(context.db, userId);
  if (user === undefined) throw resourceNotFound();
  if (user.login_type !== "password") {
    throw invalidField("password", `cannot be set for a user of login type "${user.login_type}"`);
  }
  const { hashed_password: stored } = user;
  if (oldPassword !== undefined && !(await verifyPassword(oldPassword, stored, context.passwordCost))) {
    throw invalidField("old_password", "must be the present password");
  }
  const fault = passwordFault(password);
  if (fault !== undefined) throw invalidField("password", fault);
  if (await verifyPassword(password, stored, context.passwordCost)) {
    throw invalidField("password", "must differ from the present password");
  }
  const hashed = await hashPassword(password, context.passwordCost);
  await context.db.transaction().execute(async (db) => {
    await updateUser(db, userId, { hashed_password: hashed });
    await deleteApiKeysOf(db, userId);
    await deleteOauthGrantsOf(db, userId);
  });
}
