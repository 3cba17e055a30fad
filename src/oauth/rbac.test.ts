import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { anyAction, anyObject, anySubject } from "../../test/support/any-subject.ts";
import type { Visibility } from "../db/visible-to.ts";
import { type Subject, type Target, may, visibility } from "./rbac.ts";

const subject: Subject = {
  userId: "user-a",
  username: "ann",
  keyId: "0123456789",
  expiresAt: new Date(8.64e15),
  loginType: "token",
  roles: [],
  organizations: { "org-a": [] },
  scopes: ["coder:all"],
  allowList: ["*:*"],
  limits: [],
};
const own: Target = { type: "workspace", id: "w1", ownerId: "user-a", organizationId: "org-a" };
const other: Target = { ...own, ownerId: "user-b" };

it("gives a member everything on its own workspaces, and nothing on those of others", () => {
  assert.ok(may(subject, "ssh", own));
  assert.ok(!may(subject, "read", other));
  assert.ok(!may(subject, "read", { ...own, organizationId: "org-b" }), "left the organization");
});

it("lets only owners into other people's workspaces", () => {
  assert.ok(mayEnter({ roles: ["owner"] }));
  for (const role of ["template-admin", "user-admin", "auditor"])
    assert.ok(!mayEnter({ roles: [role] }), role);
  assert.ok(!mayEnter({ organizations: { "org-a": ["organization-admin"] } }));
});

it("takes the creation ban away from what other organization roles give, not from owners", () => {
  const banned = { "org-a": ["organization-admin", "organization-workspace-creation-ban"] };
  assert.ok(!may({ ...subject, organizations: banned }, "create", own));
  assert.ok(may({ ...subject, organizations: banned }, "start", own));
  assert.ok(may({ ...subject, organizations: banned, roles: ["owner"] }, "create", own));
});

it("narrows roles by scopes and by the allow list", () => {
  const operator = { ...subject, scopes: ["coder:workspaces.operate"] };
  assert.ok(may(operator, "start", own));
  assert.ok(!may(operator, "ssh", own));
  const pinned = { ...subject, allowList: ["workspace:w1"] };
  assert.ok(may(pinned, "ssh", own));
  assert.ok(!may(pinned, "ssh", { ...own, id: "w2" }));
  assert.ok(!may(pinned, "create", { ...own, id: undefined }));
  assert.ok(!may(pinned, "read", { type: "template", id: "w1", organizationId: "org-a" }));
});

it("never lets scopes or an allow list add to a role", () => {
  fc.assert(
    fc.property(anySubject, anyAction, anyObject, (who, action, target) => {
      const wide = { ...who, scopes: ["coder:all"], allowList: ["*:*"] };
      return !may(who, action, target) || may(wide, action, target);
    }),
  );
});

it("shows in lists exactly what may be read", () => {
  fc.assert(
    fc.property(anySubject, anyObject, (who, target) => {
      // A user is its own object: no user belongs to another one.
      const object =
        target.type === "user" ? { ...target, ownerId: target.id, organizationId: undefined } : target;
      return sees(visibility(who, object.type), object) === may(who, "read", object);
    }),
    { numRuns: 2000 },
  );
});

const mayEnter = (who: Partial<Subject>): boolean => may({ ...subject, ...who }, "ssh", other);

/** What `visibleTo` says in SQL. */
function sees(visible: Visibility, { id, ownerId, organizationId }: Target): boolean {
  if (visible.only !== undefined && !visible.only.includes(id ?? "")) return false;
  if (visible.kind === "all") return true;
  const inAny = (ids: readonly string[]) => organizationId !== undefined && ids.includes(organizationId);
  const isOwn = visible.ownerId === ownerId && (visible.ownIn === "everywhere" || inAny(visible.ownIn));
  return isOwn || inAny(visible.organizationIds);
}
