import type { AuditDiff } from "../wire/audit-log.ts";

/** The fields of each kind of thing whose changes are told; nothing else of it is. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  user: ["username", "email", "name", "status", "login_type", "roles"],
  api_key: ["token_name", "scope", "scopes", "allow_list", "lifetime_seconds", "lifetime", "expires_at"],
  organization_member: ["roles"],
  organization: ["name", "display_name", "description", "icon"],
  workspace: [
    "name",
    "template_id",
    "owner_id",
    "ttl_ms",
    "autostart_schedule",
    "automatic_updates",
    "dormant_at",
  ],
  workspace_build: ["transition", "build_number", "template_version_id", "reason"],
  template: [
    "name",
    "display_name",
    "description",
    "icon",
    "active_version_id",
    "default_ttl_ms",
    "activity_bump_ms",
    "allow_user_cancel_workspace_jobs",
    "require_active_version",
    "deprecation_message",
  ],
  template_version: ["name", "message", "template_id", "archived"],
};

/** Fields of a request that change a secret, and what the secret is called. */
const SECRETS: Readonly<Record<string, string>> = { password: "hashed_password", key: "hashed_secret" };

export interface Change {
  readonly resourceType: string;
  /** As it was, where that is known. */
  readonly before: unknown;
  /** As it is. */
  readonly after: unknown;
  /** What was asked, for changes that are answered without it. */
  readonly body: unknown;
}

/** What a change did, by field; what did not change is not there. */
export function auditDiff({ resourceType, before, after, body }: Change): AuditDiff {
  const names = FIELDS[resourceType] ?? [];
  const fields = names.flatMap((name) => {
    const old = plain(Reflect.get(objectOf(before), name));
    const shown = Reflect.get(objectOf(after), name) ?? Reflect.get(objectOf(body), name);
    const fresh = after === null ? undefined : plain(shown);
    if (fresh === undefined && after !== null) return [];
    if (JSON.stringify(old) === JSON.stringify(fresh)) return [];
    return [
      [
        name,
        { ...(old !== undefined && { old }), ...(fresh !== undefined && { new: fresh }), secret: false },
      ],
    ];
  });
  const secrets = Object.entries(SECRETS).flatMap(([field, name]) =>
    field in objectOf(body) || field in objectOf(after) ? [[name, { old: "", new: "", secret: true }]] : [],
  );
  return Object.fromEntries([...fields, ...secrets]);
}

const objectOf = (value: unknown): object =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

/** Roles are told by their names, and nothing is told of what is unset. */
function plain(value: unknown): unknown {
  if (value === null || value === "") return undefined;
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) =>
    typeof item === "object" && item !== null && "name" in item ? item.name : item,
  );
}
