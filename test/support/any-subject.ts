import * as fc from "fast-check";
import { ORGANIZATION_ROLE_TABLE } from "../../src/oauth/organization-roles.ts";
import { ACTIONS, RESOURCE_TYPES } from "../../src/oauth/rbac-catalog.ts";
import type { Subject, Target } from "../../src/oauth/rbac.ts";
import { SCOPES } from "../../src/oauth/scopes.ts";
import { SITE_ROLE_TABLE } from "../../src/oauth/site-roles.ts";

const USERS = ["user-a", "user-b"] as const;
const ORGANIZATIONS = ["org-a", "org-b"] as const;
const OBJECTS = ["object-a", "object-b", ...USERS, ...ORGANIZATIONS] as const;

const scopes = fc.oneof(fc.constant(["coder:all"]), fc.subarray([...SCOPES], { maxLength: 4 }));
const allowItem = fc
  .tuple(fc.constantFrom("*", "workspace", "template", "user"), fc.constantFrom("*", ...OBJECTS))
  .map(([type, id]) => `${type}:${id}`);
const allowList = fc.oneof(fc.constant(["*:*"]), fc.array(allowItem, { minLength: 1, maxLength: 3 }));

/** Any user with any roles, in any organizations, with any token. */
export const anySubject: fc.Arbitrary<Subject> = fc.record({
  userId: fc.constantFrom(...USERS),
  username: fc.constant("someone"),
  keyId: fc.constant("0123456789"),
  expiresAt: fc.constant(new Date(8.64e15)),
  loginType: fc.constant("token"),
  roles: fc.subarray(Object.keys(SITE_ROLE_TABLE)),
  organizations: fc.dictionary(
    fc.constantFrom(...ORGANIZATIONS),
    fc.subarray(Object.keys(ORGANIZATION_ROLE_TABLE)),
    { maxKeys: 2, noNullPrototype: true },
  ),
  scopes,
  allowList,
  limits: fc.constant([]),
});

/** An object that stands somewhere and belongs to someone. */
export const anyObject: fc.Arbitrary<Target & { readonly id: string }> = fc.record({
  type: fc.constantFrom(...RESOURCE_TYPES),
  id: fc.constantFrom(...OBJECTS),
  ownerId: fc.option(fc.constantFrom(...USERS), { nil: undefined }),
  organizationId: fc.option(fc.constantFrom(...ORGANIZATIONS), { nil: undefined }),
});

export const anyAction = fc.constantFrom(...ACTIONS);
