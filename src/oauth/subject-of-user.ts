import { membershipsOf } from "../db/organizations.ts";
import type { User } from "../wire/user.ts";
import type { IdentityContext } from "./identity-context.ts";
import { underPolicy } from "./policy.ts";
import type { Subject } from "./rbac.ts";
import { ALL_SCOPE } from "./scopes.ts";

/** A user as they would call with a fresh login, for questions about what they may do; it opens nothing. */
export async function subjectOfUser(context: IdentityContext, user: User): Promise<Subject> {
  return await underPolicy(context, {
    userId: user.id,
    username: user.username,
    keyId: "",
    loginType: "password",
    roles: user.roles.map(({ name }) => name),
    organizations: await membershipsOf(context.db, user.id),
    scopes: [ALL_SCOPE],
    allowList: ["*:*"],
    limits: [],
    expiresAt: new Date(0),
  });
}
