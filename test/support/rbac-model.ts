/**
 * An independent model of who may do what: coder-api section 7 and docs/permissions.md as tables, with nothing of
 * src/oauth. It is written for reading, not for speed.
 */
export interface ModelLimit {
  readonly read_only?: boolean | undefined;
  readonly owners?: readonly string[] | undefined;
  /** A prefix of names. */
  readonly prefix?: string | undefined;
  readonly templates?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly isPolicy: boolean;
}

export interface ModelCaller {
  readonly user: string;
  readonly roles: readonly string[];
  readonly organizations: Readonly<Record<string, readonly string[]>>;
  readonly scopes: readonly string[];
  readonly allowList: readonly string[];
  readonly limits: readonly ModelLimit[];
}

export interface ModelObject {
  readonly type: string;
  readonly id: string;
  readonly owner: string | undefined;
  readonly organization: string | undefined;
  /** Of a workspace. */
  readonly name: string;
  readonly template: string;
}

/** Role lines `who | where | type | actions`: `all` objects, the `org`'s, `own` ones, `ownorg` both. */
const ROLE_LINES = `
owner | all | * | *
owner | all-except | user_secret |
owner | all-except | user_skill | read delete
member | all | assign_role | read
member | all | oauth2_app | read
member | all | workspace_proxy | read
member | own | api_key | *
member | own | file | create read
member | own | notification_message | read
member | own | notification_preference | read update
member | own | inbox_notification | read update
member | own | user | read read_personal update_personal
member | own | user_secret | *
member | own | user_skill | *
member | own | organization_member | read
template-admin | all | template | *
template-admin | all | file | create read
template-admin | all | workspace | read
template-admin | all | provisioner_daemon | create read update delete
template-admin | all | provisioner_jobs | read
template-admin | all | user | read
template-admin | all | group | read
template-admin | all | organization | read
template-admin | all | organization_member | read
user-admin | all | user | create read update delete read_personal update_personal
user-admin | all | group | create read update delete
user-admin | all | group_member | create read update delete
user-admin | all | organization | read
user-admin | all | organization_member | create read update delete
user-admin | all | assign_role | assign unassign read
user-admin | all | assign_org_role | assign unassign read
user-admin | all | idpsync_settings | read update
auditor | all | audit_log | read
auditor | all | connection_log | read
auditor | all | template | read view_insights
auditor | all | user | read
auditor | all | group | read
auditor | all | organization | read
auditor | all | organization_member | read
auditor | all | deployment_config | read
auditor | all | deployment_stats | read
organization-member | org | organization | read
organization-member | org | assign_org_role | read
organization-member | org | template | read use
organization-member | org | provisioner_daemon | read
organization-member | ownorg | workspace | *
organization-member | ownorg | workspace_dormant | *
organization-member | ownorg | organization_member | read
organization-member | ownorg | provisioner_jobs | read
organization-admin | org | * | *
organization-admin | org-except | workspace | create read update delete start stop share create_agent delete_agent
organization-admin | org-except | user |
organization-admin | org-except | api_key |
organization-admin | org-except | user_secret |
organization-admin | org-except | user_skill |
organization-auditor | org | audit_log | read
organization-user-admin | org | organization_member | create read update delete
organization-user-admin | org | group | create read update delete
organization-user-admin | org | group_member | create read update delete
organization-user-admin | org | assign_org_role | assign unassign read
organization-template-admin | org | template | *
organization-template-admin | org | file | create read
organization-template-admin | org | workspace | read
organization-template-admin | org | provisioner_daemon | create read update delete
organization-template-admin | org | provisioner_jobs | read
organization-template-admin | org | organization_member | read
organization-workspace-access | ownorg | workspace | *
agents-access | ownorg | chat | create read update delete
`;

interface RoleLine {
  readonly role: string;
  readonly where: string;
  readonly type: string;
  readonly actions: readonly string[];
}

const LINES: readonly RoleLine[] = ROLE_LINES.trim()
  .split("\n")
  .map((line) => {
    const [role = "", where = "", type = "", actions = ""] = line.split("|").map((part) => part.trim());
    return { role, where, type, actions: actions.split(" ") };
  });

const BAN = "organization-workspace-creation-ban";
const BANNED = ["create", "delete", "create_agent", "delete_agent"];

/** Whoever may `ssh` may do its parts; running includes seeing what runs. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  exec: ["ssh"],
  read_executions: ["exec", "ssh"],
  read_files: ["ssh"],
  write_files: ["ssh"],
};

const names = (actions: readonly string[], action: string): boolean =>
  actions.includes("*") || [action, ...(WIDER[action] ?? [])].some((one) => actions.includes(one));

/** What a role gives: a line of the type itself stands before the one of all types. */
function gives(role: string, places: readonly string[], type: string, action: string): boolean {
  const lines = LINES.filter(
    (line) => line.role === role && places.includes(line.where.replace("-except", "")),
  );
  const own = lines.filter((line) => line.type === type);
  const counting = own.length > 0 ? own : lines.filter((line) => line.type === "*");
  return counting.some((line) => names(line.actions, action));
}

function rolesGive(caller: ModelCaller, action: string, object: ModelObject): boolean {
  const { type } = object;
  const owns = object.owner === caller.user;
  for (const role of ["member", ...caller.roles]) {
    if (gives(role, ["all"], type, action)) return true;
    if (owns && gives(role, ["own"], type, action)) return true;
  }
  const held = object.organization === undefined ? undefined : caller.organizations[object.organization];
  if (held === undefined) return false;
  if (held.includes(BAN) && type === "workspace" && BANNED.includes(action)) return false;
  return ["organization-member", ...held].some(
    (role) => gives(role, ["org"], type, action) || (owns && gives(role, ["ownorg"], type, action)),
  );
}

/** Scope lines `scope | type actions; type actions`; what is not here is `type:action`. */
const SCOPE_LINES = `
coder:application_connect | workspace application_connect
coder:workspaces.create | template read use; workspace create read update start stop; organization_member read
coder:workspaces.operate | template read; workspace read update start stop; organization_member read
coder:workspaces.delete | template read use; workspace read delete; organization_member read
coder:workspaces.access | template read; workspace read ssh application_connect; organization_member read
coder:templates.build | template read; file create read; provisioner_jobs read
coder:templates.author | template read create update delete view_insights; file create read; provisioner_jobs read
coder:apikeys.manage_self | api_key read create update delete
workspace:exec | workspace exec
file:read | file read; workspace read_files
file:write | workspace write_files
file:* | file *; workspace read_files write_files
template:manage | template read create update delete use view_insights; file create read; provisioner_jobs read
audit:read | audit_log read
`;

const SCOPES = new Map(
  SCOPE_LINES.trim()
    .split("\n")
    .map((line) => {
      const [scope = "", rights = ""] = line.split(" | ");
      return [scope, rights.split("; ").map((right) => right.split(" "))] as const;
    }),
);

function scopeGives(scope: string, type: string, action: string): boolean {
  if (scope === "coder:all") return true;
  const rights = SCOPES.get(scope) ?? [scope.split(":")];
  return rights.some(([kind, ...actions]) => kind === type && names(actions, action));
}

function tokenGives(caller: ModelCaller, action: string, { type, id }: ModelObject): boolean {
  if (type === "user" && id === caller.user && action === "read") return true;
  const listed = [`${type}:${id}`, `${type}:*`, `*:${id}`, "*:*"];
  return (
    caller.scopes.some((scope) => scopeGives(scope, type, action)) &&
    caller.allowList.some((item) => listed.includes(item))
  );
}

const READS = ["read", "read_personal", "view_insights", "read_files", "read_executions"];
const COMMANDS = ["ssh", "exec", "read_executions", "application_connect"];
const PEOPLE =
  "user organization_member assign_role assign_org_role group group_member deployment_config crypto_key oauth2_app oauth2_app_secret system".split(
    " ",
  );
const WORK = ["workspace", "template", "file", "task"];

function limitGives(limit: ModelLimit, action: string, object: ModelObject): boolean {
  const { type } = object;
  const reads = READS.includes(action);
  const { isPolicy, ...fields } = limit;
  const narrows = Object.values(fields).some((value) => value !== undefined && value !== false);
  if (limit.read_only === true && !reads && (!isPolicy || WORK.includes(type))) return false;
  if (!isPolicy && narrows && !reads && PEOPLE.includes(type)) return false;
  if (type === "template" && action === "use" && limit.templates?.includes(object.template) === false)
    return false;
  if (type !== "workspace") return true;
  if (limit.paths !== undefined && COMMANDS.includes(action)) return false;
  return (
    (limit.owners === undefined || limit.owners.includes(object.owner ?? "")) &&
    (limit.prefix === undefined || object.name.startsWith(limit.prefix)) &&
    (limit.templates === undefined || limit.templates.includes(object.template))
  );
}

/** Whether the caller may do it: roles, scopes, allow list and every limit. */
export function modelAllows(caller: ModelCaller, action: string, object: ModelObject): boolean {
  return (
    rolesGive(caller, action, object) &&
    tokenGives(caller, action, object) &&
    caller.limits.every((limit) => limitGives(limit, action, object))
  );
}
