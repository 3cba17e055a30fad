/** What can be done to a resource: Coder's words (coder-api 7.3), and at the end ours, which are the parts of `ssh`. */
export const ACTIONS = [
  "create",
  "read",
  "update",
  "delete",
  "use",
  "ssh",
  "application_connect",
  "view_insights",
  "start",
  "stop",
  "assign",
  "unassign",
  "read_personal",
  "update_personal",
  "create_agent",
  "update_agent",
  "delete_agent",
  "share",
  "exec",
  "read_executions",
  "read_files",
  "write_files",
] as const;
export type Action = (typeof ACTIONS)[number];

/** Who may do the one on the right may do the one on the left. */
const PART_OF: Readonly<Partial<Record<Action, Action>>> = {
  exec: "ssh",
  read_executions: "exec",
  read_files: "ssh",
  write_files: "ssh",
};

/** Actions that change nothing. */
const READING: ReadonlySet<Action> = new Set([
  "read",
  "read_personal",
  "view_insights",
  "read_files",
  "read_executions",
]);

export const isReading = (action: Action): boolean => READING.has(action);

/** Kinds of things that rights are about, as Coder names them. */
export const RESOURCE_TYPES = [
  "api_key",
  "assign_org_role",
  "assign_role",
  "audit_log",
  "chat",
  "connection_log",
  "crypto_key",
  "debug_info",
  "deployment_config",
  "deployment_stats",
  "file",
  "group",
  "group_member",
  "idpsync_settings",
  "inbox_notification",
  "license",
  "notification_message",
  "notification_preference",
  "notification_template",
  "oauth2_app",
  "oauth2_app_code_token",
  "oauth2_app_secret",
  "organization",
  "organization_member",
  "prebuilt_workspace",
  "provisioner_daemon",
  "provisioner_jobs",
  "replicas",
  "system",
  "tailnet_coordinator",
  "task",
  "template",
  "usage_event",
  "user",
  "user_secret",
  "user_skill",
  "webpush_subscription",
  "workspace",
  "workspace_agent_devcontainers",
  "workspace_agent_resource_monitor",
  "workspace_dormant",
  "workspace_proxy",
] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** Actions by kind of resource; `*` as a key stands for the kinds that are not named, as a value for every action. */
export type Rights = Readonly<Partial<Record<ResourceType | "*", "*" | readonly Action[]>>>;

export function includes(rights: Rights, type: ResourceType, action: Action): boolean {
  const actions = rights[type] ?? rights["*"] ?? [];
  return actions === "*" || covers(actions, action);
}

function covers(actions: readonly Action[], action: Action): boolean {
  const whole = PART_OF[action];
  return actions.includes(action) || (whole !== undefined && covers(actions, whole));
}

export const isAction = (word: string): word is Action => ACTIONS.some((action) => action === word);
export const isResourceType = (word: string): word is ResourceType =>
  RESOURCE_TYPES.some((type) => type === word);
