import type { IdentityContext } from "../oauth/identity-context.ts";
import type { Action } from "../oauth/rbac-catalog.ts";
import type { Subject, Target } from "../oauth/rbac.ts";
import { findUser } from "../oauth/read-users.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { User } from "../wire/user.ts";
import type { ApiContext } from "./api-env.ts";
import { noteForAudit } from "./audit-notes.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize, forbidden } from "./authorize.ts";

/** The user that `:user` of a path stands for, and the subject, who may do `action` to it. */
export async function userParam(
  c: ApiContext,
  identity: IdentityContext,
  action: Action = "read",
): Promise<{ subject: Subject; user: User }> {
  const subject = subjectOf(c);
  const user = await findUser(identity, c.req.param("user") ?? "", subject);
  if (user === undefined) throw resourceNotFound();
  noteForAudit(c, { before: user });
  authorize(subject, action, userTarget(user.id));
  return { subject, user };
}

/** As `userParam`; an owner can only be changed by itself and by owners, so that nobody gets more rights by it. */
export async function changeableUserParam(
  c: ApiContext,
  identity: IdentityContext,
  action: Action,
): Promise<{ subject: Subject; user: User }> {
  const { subject, user } = await userParam(c, identity, action);
  if (user.roles.some(({ name }) => name === "owner") && !subject.roles.includes("owner")) {
    throw forbidden("Only an owner may change an owner.");
  }
  return { subject, user };
}

/** A user is its own object. */
const userTarget = (id: string): Target => ({ type: "user", id, ownerId: id });
