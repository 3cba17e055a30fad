import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Db } from "../db/connect.ts";
import { defaultOrganization, insertMember, insertOrganization } from "../db/organizations.ts";
import { anyUser, insertUser, lockUsers } from "../db/users.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import type { CreateFirstUser } from "../wire/user.ts";
import type { IdentityContext } from "./identity-context.ts";
import { passwordFault } from "./password-strength.ts";
import { hashPassword } from "./password.ts";

export interface FirstUser {
  readonly userId: string;
  readonly organizationId: string;
}

export async function hasUsers(context: IdentityContext): Promise<boolean> {
  return await anyUser(context.db);
}

/** Makes the owner of a deployment without users, and its organization; "conflict" when there are users. */
export async function createFirstUser(
  context: IdentityContext,
  request: z.output<typeof CreateFirstUser>,
): Promise<FirstUser> {
  const fault = passwordFault(request.password);
  if (fault !== undefined) throw invalidField("password", fault);
  const hashed = await hashPassword(request.password, context.passwordCost);
  return await context.db.transaction().execute(async (db) => {
    await lockUsers(db);
    if (await anyUser(db)) throw new AppError("conflict", "The initial user has already been created.");
    const organizationId = await ensureDefaultOrganization(db);
    const userId = randomUUID();
    await insertUser(db, {
      id: userId,
      username: request.username,
      email: request.email,
      name: request.name,
      status: "active",
      login_type: "password",
      hashed_password: hashed,
      roles: ["owner"],
    });
    await insertMember(db, organizationId, userId);
    return { userId, organizationId };
  });
}

async function ensureDefaultOrganization(db: Db): Promise<string> {
  const found = await defaultOrganization(db);
  if (found !== undefined) return found.id;
  const id = randomUUID();
  await insertOrganization(db, { id, name: "coder", display_name: "Coder", is_default: true });
  return id;
}
