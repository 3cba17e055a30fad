import { hash } from "node:crypto";
import { redact } from "../lib/redact.ts";
import type { AuditEntry, RequestOrigin } from "../wire/audit-log.ts";
import { ZERO_UUID } from "../wire/scalars.ts";
import type { ApiContext } from "./api-env.ts";
import { auditDiff } from "./audit-diff.ts";
import { auditSubject, type AuditSubject } from "./audit-rules.ts";
import { tokenOf } from "./authenticate.ts";
import { isSafe } from "./safe-methods.ts";

const PREFIX = "/api/v2";
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** What the audit log keeps of an answered request; undefined for one that changes nothing, unless it was refused. */
export function auditEntry(
  c: ApiContext,
  origin: RequestOrigin & Pick<AuditEntry, "traceId">,
  ms: number,
): AuditEntry | undefined {
  const { method, path } = c.req;
  const { notes, caller } = c.var;
  const about = subjectOfRequest(method, path);
  if (about === undefined) return undefined;
  const subject = caller?.kind === "user" ? caller.subject : undefined;
  const action = buildAction(notes.body) ?? about.action;
  const isRefused = c.error !== undefined || c.res.status >= 400;
  return {
    ...origin,
    userId: subject?.userId ?? notes.userId ?? stringOf(notes.answer, "user_id") ?? ZERO_UUID,
    keyId: subject?.keyId ?? "",
    clientId: subject?.grant?.clientId,
    action: about.resourceType === "workspace_build" ? action : about.action,
    resourceType: about.resourceType,
    resourceId: resourceIdOf(c),
    resourceTarget: targetOf(c, about),
    organizationId:
      notes.organizationId ??
      stringOf(notes.before, "organization_id") ??
      stringOf(notes.answer, "organization_id"),
    workspaceId: notes.workspaceId,
    agentId: notes.agentId,
    durationMs: Math.round(ms),
    bytes: lengthOf(c.res),
    statusCode: c.res.status,
    diff: isRefused ? {} : changesOf(c, about),
    additionalFields: {
      method,
      path,
      ...(isRefused && c.error !== undefined && { reason: c.error.message }),
      ...argumentsOf(c),
      ...(notes.outcome !== undefined && { outcome: redact(notes.outcome) }),
    },
  };
}

/** A refused read is told as what it was about, with the action that is nearest. */
function subjectOfRequest(method: string, path: string): AuditSubject | undefined {
  const below = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : path;
  if (!isSafe(method)) return auditSubject(method, below);
  const subject = auditSubject("POST", below);
  return { resourceType: subject?.resourceType ?? "deployment", action: "open" };
}

const TRANSITIONS = { start: "start", stop: "stop", delete: "delete" } as const;

function buildAction(body: unknown): "start" | "stop" | "delete" | undefined {
  const word = stringOf(body, "transition");
  return word === "start" || word === "stop" || word === "delete" ? TRANSITIONS[word] : undefined;
}

function changesOf(c: ApiContext, { resourceType, action }: AuditSubject) {
  const { before, answer, body } = c.var.notes;
  return auditDiff({ resourceType, before, body, after: action === "delete" ? null : answer });
}

function resourceIdOf(c: ApiContext): string | undefined {
  const { notes } = c.var;
  const known = notes.resourceId ?? stringOf(notes.answer, "id") ?? stringOf(notes.before, "id");
  const id = known ?? c.req.path.match(UUID)?.[0];
  return id !== undefined && id.replace(UUID, "") === "" ? id : undefined;
}

function targetOf(c: ApiContext, { resourceType }: AuditSubject): string {
  const { before, answer, body } = c.var.notes;
  if (resourceType === "workspace_build") return "";
  for (const value of [before, answer, body])
    for (const name of ["username", "token_name", "name"]) {
      const text = stringOf(value, name);
      if (text !== undefined) return text;
    }
  return "";
}

function argumentsOf(c: ApiContext): Readonly<Record<string, unknown>> {
  const { body } = c.var.notes;
  if (body === undefined) return {};
  const token = tokenOf(c);
  return {
    arguments: redact(body, { known: [...(token === undefined ? [] : [token]), ...sensitiveOf(body)] }),
    arguments_sha256: hash("sha256", JSON.stringify(body) ?? "", "hex"),
  };
}

/** Values of the fields that hold secrets must not be shown elsewhere either. */
const sensitiveOf = (body: unknown): readonly string[] =>
  ["password", "old_password", "new_password", "client_secret"].flatMap((name) => stringOf(body, name) ?? []);

function lengthOf(response: Response): number | undefined {
  const length = response.headers.get("content-length");
  return length === null ? undefined : Number(length);
}

function stringOf(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const field: unknown = Reflect.get(value, name);
  return typeof field === "string" && field !== "" ? field : undefined;
}
