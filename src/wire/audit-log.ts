import { z } from "zod";
import { Time, Uuid, ZERO_UUID, listOf } from "./scalars.ts";
import { User } from "./user.ts";

/** Coder's actions, and `call`: a tool call over the remote MCP endpoint. */
export const AUDIT_ACTIONS = [
  "create",
  "write",
  "delete",
  "start",
  "stop",
  "login",
  "logout",
  "register",
  "request_password_reset",
  "connect",
  "disconnect",
  "open",
  "close",
  "call",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What happened: an entry of the audit log before the log gives it an id and a time. */
export interface AuditEntry {
  readonly requestId: string;
  readonly userId: string;
  /** The API key or OAuth grant that was used. */
  readonly keyId: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly action: AuditAction;
  readonly resourceType: string;
  /** Absent for things without an id. */
  readonly resourceId?: string | undefined;
  readonly resourceTarget: string;
  readonly organizationId?: string | undefined;
  /** The OAuth client that asked. */
  readonly clientId?: string | undefined;
  readonly workspaceId?: string | undefined;
  readonly agentId?: string | undefined;
  /** Of W3C trace context: 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
  readonly durationMs?: number | undefined;
  /** Of the answer. */
  readonly bytes?: number | undefined;
  /** HTTP status that the caller got, or would have got. */
  readonly statusCode: number;
  readonly diff?: AuditDiff | undefined;
  readonly additionalFields: Readonly<Record<string, unknown>>;
}

/** What changed, by field; `secret` ones carry empty values. */
export type AuditDiff = Readonly<Record<string, AuditChange>>;

interface AuditChange {
  readonly old?: unknown;
  readonly new?: unknown;
  readonly secret: boolean;
}

/** From where a request came. */
export type RequestOrigin = Pick<AuditEntry, "requestId" | "ip" | "userAgent">;

/** Coder's AuditLog (coder-api 5.1); the fields below `user` are ours. */
export const AuditLog = z.object({
  id: Uuid,
  time: Time,
  request_id: Uuid,
  ip: z.string(),
  user_agent: z.string(),
  resource_type: z.string(),
  resource_id: Uuid,
  resource_target: z.string(),
  resource_icon: z.string(),
  action: z.string(),
  diff: z.record(
    z.string(),
    z.object({ old: z.unknown().optional(), new: z.unknown().optional(), secret: z.boolean() }),
  ),
  status_code: z.int(),
  additional_fields: z.record(z.string(), z.unknown()),
  description: z.string(),
  resource_link: z.string(),
  is_deleted: z.boolean(),
  organization_id: Uuid,
  user: User.nullable(),
  user_id: Uuid.default(ZERO_UUID),
  key_id: z.string().default(""),
  client_id: z.string().default(""),
  workspace_id: Uuid.nullable().default(null),
  agent_id: Uuid.nullable().default(null),
  trace_id: z.string().default(""),
  duration_ms: z.int().nullable().default(null),
  bytes: z.int().nullable().default(null),
});
export type AuditLog = z.infer<typeof AuditLog>;

export const AuditLogList = z.object({ audit_logs: listOf(AuditLog), count: z.int(), count_cap: z.int() });
