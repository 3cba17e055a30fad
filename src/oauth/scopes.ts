import { type Rights, includes, isAction, isResourceType } from "./rbac-catalog.ts";
import type { Action, ResourceType } from "./rbac-catalog.ts";

export const ALL_SCOPE = "coder:all";

const JOB_READ = { provisioner_jobs: ["read"], file: ["create", "read"] } as const;

/** Scopes that stand for several rights (coder-api 7.5). */
const COMPOSITE: Readonly<Record<string, Rights>> = {
  [ALL_SCOPE]: { "*": "*" },
  "coder:application_connect": { workspace: ["application_connect"] },
  "coder:workspaces.create": {
    template: ["read", "use"],
    workspace: ["create", "read", "update", "start", "stop"],
    organization_member: ["read"],
  },
  "coder:workspaces.operate": {
    template: ["read"],
    workspace: ["read", "update", "start", "stop"],
    organization_member: ["read"],
  },
  "coder:workspaces.delete": {
    template: ["read", "use"],
    workspace: ["read", "delete"],
    organization_member: ["read"],
  },
  "coder:workspaces.access": {
    template: ["read"],
    workspace: ["read", "ssh", "application_connect"],
    organization_member: ["read"],
  },
  "coder:templates.build": { template: ["read"], ...JOB_READ },
  "coder:templates.author": {
    template: ["read", "create", "update", "delete", "view_insights"],
    ...JOB_READ,
  },
  "coder:apikeys.manage_self": { api_key: ["read", "create", "update", "delete"] },
};

/** Scopes of ours, and those of Coder's that reach further here: files are also those inside of workspaces. */
const OWN: Readonly<Record<string, Rights>> = {
  "workspace:exec": { workspace: ["exec"] },
  "file:read": { file: ["read"], workspace: ["read_files"] },
  "file:write": { workspace: ["write_files"] },
  "file:*": { file: "*", workspace: ["read_files", "write_files"] },
  "template:manage": {
    template: ["read", "create", "update", "delete", "use", "view_insights"],
    ...JOB_READ,
  },
  "audit:read": { audit_log: ["read"] },
};

const CRUD = ["read", "create", "update", "delete", "*"];

/** Scopes of one right each: `<resource type>:<action>`. */
const SINGLE: Readonly<Record<string, readonly string[]>> = {
  workspace: [...CRUD, "ssh", "start", "stop", "application_connect"],
  template: [...CRUD, "use"],
  api_key: CRUD,
  file: ["create"],
  user: ["read", "read_personal", "update_personal", "*"],
  user_secret: CRUD,
  user_skill: CRUD,
  task: CRUD,
  organization: ["read", "update", "delete", "*"],
};

const LEGACY: Readonly<Record<string, string>> = {
  all: ALL_SCOPE,
  application_connect: "coder:application_connect",
};

/** Every scope that a token may be given. */
export const SCOPES: readonly string[] = [
  ...Object.keys(COMPOSITE),
  ...Object.keys(OWN),
  ...Object.entries(SINGLE).flatMap(([type, actions]) => actions.map((action) => `${type}:${action}`)),
];

/** The name by which a scope is stored; undefined for an unknown one. */
export function canonicalScope(name: string): string | undefined {
  const scope = LEGACY[name] ?? name;
  return SCOPES.includes(scope) ? scope : undefined;
}

/** Tells whether a token of these scopes may be used for an action. */
export function scopesAllow(scopes: readonly string[], type: ResourceType, action: Action): boolean {
  return scopes.some((scope) => includes(rightsOf(scope), type, action));
}

/** Tells whether every right of `scope` is among those of `scopes`: a token makes no token that may do more. */
export function scopesCover(scopes: readonly string[], scope: string): boolean {
  if (scopes.includes(ALL_SCOPE) || scopes.includes(scope)) return true;
  return Object.entries(rightsOf(scope)).every(
    ([type, actions]) =>
      isResourceType(type) &&
      (actions === "*"
        ? scopes.some((own) => rightsOf(own)[type] === "*")
        : actions.every((action) => scopesAllow(scopes, type, action))),
  );
}

/** Where the narrowest scope for an action has another name than the action. */
const NAMED: Readonly<Record<string, string>> = {
  "workspace:read_files": "file:read",
  "workspace:write_files": "file:write",
  "workspace:read_executions": "workspace:exec",
  "audit_log:read": "audit:read",
  "template:view_insights": "template:manage",
};

/** The narrowest scope that allows an action; `coder:all` where no narrower one is given out. */
export function scopeFor(type: ResourceType, action: Action): string {
  const name = `${type}:${action}`;
  return canonicalScope(NAMED[name] ?? name) ?? ALL_SCOPE;
}

function rightsOf(scope: string): Rights {
  const known = COMPOSITE[scope] ?? OWN[scope];
  if (known !== undefined) return known;
  const [type = "", action = ""] = scope.split(":");
  if (!isResourceType(type)) return {};
  if (action === "*") return { [type]: "*" };
  return isAction(action) ? { [type]: [action] } : {};
}
