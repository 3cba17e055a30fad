import type { AuditLog } from "../../wire/audit-log.ts";

/** Of the Open Cybersecurity Schema Framework. */
const VERSION = "1.4.0";

const API_ACTIVITY = { class_uid: 6003, class_name: "API Activity", category_uid: 6 };
const AUTHENTICATION = { class_uid: 3002, class_name: "Authentication", category_uid: 3 };

const ACTIVITIES: Readonly<Record<string, readonly [id: number, name: string]>> = {
  create: [1, "Create"],
  register: [1, "Create"],
  open: [2, "Read"],
  write: [3, "Update"],
  delete: [4, "Delete"],
  login: [1, "Logon"],
  logout: [2, "Logoff"],
};

/** An entry as an event of OCSF: Authentication (3002) for logins and logouts, API Activity (6003) for all else. */
export function ocsfEvent(entry: AuditLog): Readonly<Record<string, unknown>> {
  const [activity, name] = ACTIVITIES[entry.action] ?? [99, entry.action];
  const kind = entry.action === "login" || entry.action === "logout" ? AUTHENTICATION : API_ACTIVITY;
  const failed = entry.status_code >= 400;
  return {
    ...kind,
    activity_id: activity,
    activity_name: name,
    type_uid: kind.class_uid * 100 + activity,
    time: Date.parse(entry.time),
    severity_id: failed ? 2 : 1,
    status_id: failed ? 2 : 1,
    status_code: String(entry.status_code),
    message: entry.description,
    ...(entry.duration_ms !== null && { duration: entry.duration_ms }),
    metadata: { version: VERSION, uid: entry.id, product: { name: "coder-mcp", vendor_name: "coder-mcp" } },
    actor: {
      user: { uid: entry.user?.id ?? entry.user_id, name: entry.user?.username ?? "", type_id: 1 },
      session: { uid: entry.key_id },
      ...(entry.client_id !== "" && { app_uid: entry.client_id }),
    },
    ...(kind === AUTHENTICATION && {
      user: { uid: entry.user?.id ?? entry.user_id, name: entry.user?.username ?? "" },
    }),
    api: { operation: entry.resource_target || entry.action, request: { uid: entry.request_id } },
    src_endpoint: { ip: entry.ip },
    http_request: { user_agent: entry.user_agent },
    resources: [{ type: entry.resource_type, uid: entry.resource_id, name: entry.resource_target }],
    unmapped: {
      workspace_id: entry.workspace_id,
      agent_id: entry.agent_id,
      trace_id: entry.trace_id,
      diff: entry.diff,
      ...entry.additional_fields,
    },
  };
}
