import type { AuditFilter } from "../oauth/audit-logs.ts";
import type { Subject } from "../oauth/rbac.ts";
import { AUDIT_ACTIONS } from "../wire/audit-log.ts";
import { parseSearchQuery } from "../wire/search-query.ts";
import { badSearchValue, searchUuid } from "./list-search.ts";

const KEYS = [
  "resource_type",
  "resource_id",
  "resource_target",
  "action",
  "request_id",
  "username",
  "email",
  "organization",
  "date_from",
  "date_to",
  "build_reason",
  "client",
  "workspace",
] as const;

/** Why builds are made (coder-api 2.4). */
const BUILD_REASONS = [
  "initiator",
  "autostart",
  "autostop",
  "dormancy",
  "cli",
  "dashboard",
  "ssh_connection",
];

const DAY_MS = 24 * 3600 * 1000;

/** The conditions that `q=` of the audit log holds (coder-api 5.1). */
export function auditSearch(text: string, subject: Pick<Subject, "username">): AuditFilter {
  const query = parseSearchQuery(text, KEYS);
  const { fields } = query;
  const username = fields.get("username");
  const until = dayOf(fields, "date_to");
  return {
    resourceType: fields.get("resource_type") ?? (query.text || undefined),
    resourceId: searchUuid(query, "resource_id"),
    resourceTarget: fields.get("resource_target"),
    action: actionOf(fields.get("action")),
    requestId: searchUuid(query, "request_id"),
    username: username === "me" ? subject.username.toLowerCase() : username,
    email: fields.get("email"),
    organization: fields.get("organization"),
    from: dayOf(fields, "date_from"),
    until: until && new Date(until.getTime() + DAY_MS),
    buildReason: reasonOf(fields.get("build_reason")),
    clientId: fields.get("client"),
    workspace: fields.get("workspace"),
  };
}

function actionOf(word: string | undefined): string | undefined {
  if (word === undefined || AUDIT_ACTIONS.some((action) => action === word)) return word;
  throw badSearchValue("action", `must be one of ${AUDIT_ACTIONS.join(", ")}`);
}

function reasonOf(word: string | undefined): string | undefined {
  if (word === undefined || BUILD_REASONS.includes(word)) return word;
  throw badSearchValue("build_reason", `must be one of ${BUILD_REASONS.join(", ")}`);
}

/** The first moment of a day in UTC. */
function dayOf(fields: ReadonlyMap<string, string>, key: string): Date | undefined {
  const value = fields.get(key);
  if (value === undefined) return undefined;
  const day = new Date(`${value}T00:00:00Z`);
  // JavaScript takes the 31st of February for a day of March.
  if (!Number.isNaN(day.getTime()) && day.toISOString() === `${value}T00:00:00.000Z`) return day;
  throw badSearchValue(key, "must be a day such as 2026-01-31");
}
