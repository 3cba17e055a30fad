import type { CoderClient } from "../../client/client.ts";
import type { AuditLog } from "../../wire/audit-log.ts";

const PAGE = 500;

/** Every entry that a search finds, newest first; what comes meanwhile is left out. */
export async function* allEntries(
  client: Pick<CoderClient, "audit">,
  q: string,
  signal: AbortSignal,
): AsyncGenerator<AuditLog> {
  const seen = new Set<string>();
  for (let offset = 0; ; offset += PAGE) {
    const { audit_logs: entries } = await client.audit.list({ q, limit: PAGE, offset }, { signal });
    for (const entry of entries) {
      // Fresh entries move the others to later pages.
      if (!seen.has(entry.id)) yield entry;
      seen.add(entry.id);
    }
    if (entries.length < PAGE) return;
  }
}
