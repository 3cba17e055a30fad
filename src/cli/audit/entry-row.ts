import type { AuditLog } from "../../wire/audit-log.ts";

export const ENTRY_COLUMNS = ["time", "user", "what", "status", "from"];

/** An entry as a line of a table. */
export function entryRow(entry: AuditLog): readonly string[] {
  const { time, user, user_id: id, status_code: status, ip, client_id: client } = entry;
  return [
    time.slice(0, 19),
    user?.username ?? (isZero(id) ? "-" : id),
    whatOf(entry),
    String(status),
    client || ip || "-",
  ];
}

const isZero = (id: string): boolean => id.replaceAll(/[0-]/g, "") === "";

function whatOf({ description, resource_target: target, additional_fields: fields }: AuditLog): string {
  const sentence = description.replace("{user} ", "");
  const name = target || (typeof fields["workspace_name"] === "string" ? fields["workspace_name"] : "");
  return sentence.replace("{target}", name).trimEnd();
}
