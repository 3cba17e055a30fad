import type { z } from "zod";
import { deleteApiKey } from "../db/api-keys.ts";
import { userByEmail } from "../db/users.ts";
import { AppError } from "../wire/errors.ts";
import type { Login } from "../wire/user.ts";
import { createSession } from "./create-session.ts";
import { type IdentityContext, nowOf } from "./identity-context.ts";
import { verifyPassword } from "./password.ts";
import type { Subject } from "./rbac.ts";

/** Begins a session and returns its token; an unknown e-mail takes as long as a wrong password (coder-api 1.6). */
export async function logIn(
  context: IdentityContext,
  { email, password }: z.output<typeof Login>,
): Promise<string> {
  const user = await userByEmail(context.db, email);
  const matches = await verifyPassword(password, user?.hashed_password, context.passwordCost);
  if (user !== undefined && user.login_type !== "password") {
    throw new AppError(
      "forbidden",
      `Incorrect login type, attempting to use "password" but user is of login type "${user.login_type}"`,
    );
  }
  if (user === undefined || !matches) throw new AppError("unauthenticated", "Incorrect email or password.");
  if (user.status === "suspended") {
    throw new AppError(
      "unauthenticated",
      "Your account is suspended. Contact an admin to reactivate your account.",
    );
  }
  return await createSession(context.db, user.id, nowOf(context));
}

/** Whom an e-mail belongs to, for the audit log; undefined for nobody. */
export async function userIdOf({ db }: IdentityContext, email: string): Promise<string | undefined> {
  return (await userByEmail(db, email))?.id;
}

/** Ends the session, or the token, that the subject came with. */
export async function logOut(context: IdentityContext, subject: Subject): Promise<void> {
  await deleteApiKey(context.db, subject.keyId);
}
