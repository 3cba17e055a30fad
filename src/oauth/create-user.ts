import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { insertMember } from "../db/organizations.ts";
import { insertUser, userById } from "../db/users.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import type { CreateUser, User } from "../wire/user.ts";
import { conflictOf } from "./change-user.ts";
import type { IdentityContext } from "./identity-context.ts";
import { passwordFault } from "./password-strength.ts";
import { hashPassword } from "./password.ts";
import { toUser } from "./to-user.ts";

type Request = z.output<typeof CreateUser>;

/** Makes a user who is a member of `organizationIds`; "conflict" when the name or the e-mail is taken. */
export async function createUser(
  context: IdentityContext,
  request: Request,
  organizationIds: readonly string[],
): Promise<User> {
  const hashed = await passwordOf(context, request);
  const id = randomUUID();
  try {
    return await context.db.transaction().execute(async (db) => {
      await insertUser(db, {
        id,
        username: request.username,
        email: request.email,
        name: request.name,
        status: request.user_status ?? "dormant",
        login_type: request.login_type,
        hashed_password: hashed,
        roles: [...new Set(request.roles)],
      });
      for (const organizationId of organizationIds) await insertMember(db, organizationId, id);
      const row = await userById(db, id);
      if (row === undefined) throw new Error(`user ${id} is gone in the transaction that made it`);
      return toUser(row);
    });
  } catch (error) {
    throw conflictOf(error) ?? error;
  }
}

async function passwordOf(context: IdentityContext, { login_type, password }: Request): Promise<string> {
  if (login_type === "none") {
    if (!password) return "";
    throw invalidField("password", 'must be empty for a user of login_type "none"');
  }
  if (!password) throw new AppError("invalid", "Validation failed.", { validations: [MISSING_PASSWORD] });
  const fault = passwordFault(password);
  if (fault !== undefined) throw invalidField("password", fault);
  return await hashPassword(password, context.passwordCost);
}

const MISSING_PASSWORD = { field: "password", detail: 'is required, except for login_type "none"' };
