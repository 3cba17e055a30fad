import type { Visibility } from "../db/visible-to.ts";
import type { WorkspaceFacts } from "../wire/workspace-selector.ts";
import { ORGANIZATION_MEMBER, ORGANIZATION_ROLE_TABLE } from "./organization-roles.ts";
import type { OrganizationRole } from "./organization-roles.ts";
import { type Action, type ResourceType, includes } from "./rbac-catalog.ts";
import type { Grant } from "./grant.ts";
import { type Limit, limitFault, selectorsOf } from "./limit.ts";
import { scopesAllow } from "./scopes.ts";
import { MEMBER, SITE_ROLE_TABLE, type SiteRole } from "./site-roles.ts";

/** Who calls, with what: a user's roles, narrowed by the token's scopes and list of objects. */
export interface Subject {
  readonly userId: string;
  readonly username: string;
  readonly keyId: string;
  /** Of the key: "token", or how the session was begun. */
  readonly loginType: string;
  readonly roles: readonly string[];
  /** Organization roles by the id of each organization that the user is in. */
  readonly organizations: Readonly<Record<string, readonly string[]>>;
  readonly scopes: readonly string[];
  /** Items `<resource type>:<id>`, either of which may be `*`. */
  readonly allowList: readonly string[];
  /** When the token ends, unless its use moves that. */
  readonly expiresAt: Date;
  /** True for a key that another key made: no person logged in with it. */
  readonly derived?: boolean;
  /** Each narrows further what may be done. */
  readonly limits: readonly Limit[];
  /** Set for a client that the user let in by OAuth. */
  readonly grant?: Grant;
}

/** What an action is about; without an `id`, things of this kind at large. */
export interface Target {
  readonly type: ResourceType;
  readonly id?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly organizationId?: string | undefined;
  /** Of a workspace: what limits select by. A workspace without is in no selection. */
  readonly workspace?: WorkspaceFacts | undefined;
  /** Of a template that is to be used. */
  readonly template?: { readonly id: string; readonly name: string } | undefined;
}

/** Roles, scopes, allow list (coder-api 7.5) and every limit must all allow it. */
export function may(subject: Subject, action: Action, target: Target): boolean {
  return (
    rolesAllow(subject, action, target) &&
    tokenAllows(subject, action, target) &&
    limitFault(subject.limits, action, target, subject.username) === undefined
  );
}

/** Tells whether the token's scopes and its list of objects allow it; what its user may do is another question. */
export function tokenAllows(subject: Subject, action: Action, target: Target): boolean {
  // A token of any scope may find out whose it is, as with Coder.
  if (target.type === "user" && target.id === subject.userId && action === "read") return true;
  return scopesAllow(subject.scopes, target.type, action) && isListed(subject.allowList, target);
}

/** Tells whether the user may do it with a token that is not narrowed. */
export function rolesAllow(subject: Subject, action: Action, target: Target): boolean {
  const { type, ownerId, organizationId } = target;
  const own = ownerId === subject.userId;
  const bySite = siteRolesOf(subject).some(
    (role) => includes(role.everywhere, type, action) || (own && includes(role.own, type, action)),
  );
  if (bySite) return true;
  const roles = organizationId === undefined ? [] : organizationRolesOf(subject, organizationId);
  if (roles.some((role) => includes(role.denies, type, action))) return false;
  return roles.some(
    (role) => includes(role.everywhere, type, action) || (own && includes(role.own, type, action)),
  );
}

/** Which objects of a kind the subject may read: what `may` says of each, for the `where` of a list. */
export function visibility(subject: Subject, type: ResourceType): Visibility {
  const only = listedIds(subject, type);
  const within = type === "workspace" ? selectorsOf(subject.limits, subject.username) : [];
  if (!scopesAllow(subject.scopes, type, "read")) return scopelessVisibility(subject, type);
  const site = siteRolesOf(subject);
  if (site.some((role) => includes(role.everywhere, type, "read"))) return { kind: "all", only, within };
  const organizationsWhere = (test: (role: OrganizationRole) => boolean) =>
    Object.keys(subject.organizations).filter((id) => organizationRolesOf(subject, id).some(test));
  const ownEverywhere = site.some((role) => includes(role.own, type, "read"));
  return {
    kind: "some",
    ownerId: subject.userId,
    ownIn: ownEverywhere ? "everywhere" : organizationsWhere((role) => includes(role.own, type, "read")),
    organizationIds: organizationsWhere((role) => includes(role.everywhere, type, "read")),
    only,
    within,
  };
}

/** Site roles that the subject may give and take. */
export function assignsSiteRole(subject: Subject, role: string): boolean {
  return siteRolesOf(subject).some(({ assigns }) => assigns === "*" || assigns.includes(role));
}

/** Roles of one organization that the subject may give and take. */
export function assignsOrganizationRole(subject: Subject, organizationId: string, role: string): boolean {
  const lists = [
    ...siteRolesOf(subject).map(({ assignsInOrganizations }) => assignsInOrganizations),
    ...organizationRolesOf(subject, organizationId).map(({ assigns }) => assigns),
  ];
  return lists.some((assigns) => assigns === "*" || assigns.includes(role));
}

function siteRolesOf(subject: Subject): readonly SiteRole[] {
  return [MEMBER, ...subject.roles.flatMap((name) => SITE_ROLE_TABLE[name] ?? [])];
}

function organizationRolesOf(subject: Subject, organizationId: string): readonly OrganizationRole[] {
  const names = subject.organizations[organizationId];
  if (names === undefined) return [];
  return [ORGANIZATION_MEMBER, ...names.flatMap((name) => ORGANIZATION_ROLE_TABLE[name] ?? [])];
}

function isListed(allowList: readonly string[], { type, id }: Target): boolean {
  return allowList.some((item) => {
    const [itemType, itemId] = splitItem(item);
    return (itemType === "*" || itemType === type) && (itemId === "*" || itemId === id);
  });
}

/** Undefined when every id of the kind is listed. */
function listedIds(subject: Subject, type: ResourceType): readonly string[] | undefined {
  const items = subject.allowList
    .map(splitItem)
    .filter(([itemType]) => itemType === "*" || itemType === type);
  if (items.some(([, id]) => id === "*")) return undefined;
  return [...items.map(([, id]) => id), ...(type === "user" ? [subject.userId] : [])];
}

/** Without the scope nothing is visible but oneself. */
function scopelessVisibility(subject: Subject, type: ResourceType): Visibility {
  const own = type === "user" ? "everywhere" : [];
  return { kind: "some", ownerId: subject.userId, ownIn: own, organizationIds: [] };
}

function splitItem(item: string): readonly [string, string] {
  const [type = "", id = ""] = item.split(":");
  return [type, id];
}
