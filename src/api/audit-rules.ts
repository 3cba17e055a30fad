import type { AuditAction } from "../wire/audit-log.ts";

/** What a request is about, for the audit log. */
export interface AuditSubject {
  readonly resourceType: string;
  readonly action: AuditAction;
}

interface Rule {
  readonly pattern: RegExp;
  /** Undefined for requests that change nothing, or only note that something is in use. */
  readonly resourceType: string | undefined;
  readonly action?: AuditAction;
}

const ANY = "[^/]+";

/** `POST /users/:id/keys`: a `:word` is one part of the path, and a `*` at the end any rest. */
function rule(line: string, resourceType?: string, action?: AuditAction): Rule {
  const text = line.replaceAll(/:\w+/g, ANY).replace(/\*$/, ".*").replace(/^ANY /, "[A-Z]+ ");
  return { pattern: new RegExp(`^${text}$`), resourceType, ...(action !== undefined && { action }) };
}

/** The first that fits counts; paths that are not below `/api/v2` are whole. */
const RULES: readonly Rule[] = [
  rule("POST /users/first", "user", "register"),
  rule("POST /users/login", "api_key", "login"),
  rule("POST /users/logout", "api_key", "logout"),
  rule("POST /users/validate-password"),
  rule("POST /authcheck"),
  rule("ANY /api/experimental/mcp/*", "mcp_endpoint", "open"),
  rule("ANY /oauth2/*", "oauth2_endpoint", "open"),
  rule("POST /workspaces/:workspace/usage"),
  rule("PUT /workspaces/:workspace/dormant", "workspace", "write"),
  rule("POST /workspaces/:workspace/builds", "workspace_build"),
  rule("ANY /workspacebuilds/*", "workspace_build"),
  rule("POST /users/:user/workspaces", "workspace", "create"),
  rule("POST /organizations/:organization/members/:user/workspaces", "workspace", "create"),
  rule("ANY /users/:user/keys*", "api_key"),
  rule("ANY /users/:user/gitsshkey*", "git_ssh_key"),
  rule("ANY /organizations/:organization/members/*", "organization_member"),
  rule("POST /organizations/:organization/templates", "template", "create"),
  rule("POST /organizations/:organization/templateversions", "template_version", "create"),
  rule("POST /templateversions/:version/*", "template_version", "write"),
  rule("POST /templates/:template/versions/archive", "template_version", "write"),
  rule("ANY /workspaceagents/*", "workspace_agent"),
];

const ACTIONS: Readonly<Record<string, AuditAction>> = { POST: "create", DELETE: "delete" };

/** Tells what a request does to what; undefined for one that changes nothing. `path` is below `/api/v2`. */
export function auditSubject(method: string, path: string): AuditSubject | undefined {
  const line = `${method} ${path}`;
  const found = RULES.find(({ pattern }) => pattern.test(line));
  if (found !== undefined && found.resourceType === undefined) return undefined;
  return {
    resourceType: found?.resourceType ?? typeOf(path),
    action: found?.action ?? ACTIONS[method] ?? "write",
  };
}

/** `/templates/…` is about a template. */
const typeOf = (path: string): string =>
  (path.split("/")[1] ?? "").replace(/s$/, "").replaceAll("-", "_") || "deployment";
