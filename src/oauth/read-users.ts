import { type UserFilter, type UserPage, pageOfUsers, userById, userByName } from "../db/users.ts";
import { Uuid } from "../wire/scalars.ts";
import type { User } from "../wire/user.ts";
import type { IdentityContext } from "./identity-context.ts";
import type { Subject } from "./rbac.ts";
import { toUser } from "./to-user.ts";

export type { UserFilter, UserPage } from "../db/users.ts";

/** The user that `me`, an id or a username stands for. */
export async function findUser(
  context: IdentityContext,
  reference: string,
  subject: Pick<Subject, "userId">,
): Promise<User | undefined> {
  const key = reference === "me" ? subject.userId : reference;
  const row = Uuid.safeParse(key).success
    ? await userById(context.db, key)
    : await userByName(context.db, key);
  return row && toUser(row);
}

export async function listUsers(
  context: IdentityContext,
  filter: UserFilter,
  page: UserPage,
): Promise<{ users: User[]; count: number }> {
  const { users, count } = await pageOfUsers(context.db, filter, page);
  return { users: users.map(toUser), count };
}
