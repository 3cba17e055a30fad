import { setTimeout as delay } from "node:timers/promises";
import type { CoderClient } from "../client/client.ts";
import type { AuditLog } from "../wire/audit-log.ts";
import { allEntries } from "./audit/all-entries.ts";
import { entryRow } from "./audit/entry-row.ts";
import { FILTER_SETTINGS, searchOf } from "./audit/filter-flags.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { outputSetting } from "./output.ts";
import { requireSession } from "./session.ts";

const LOOK_MS = 1000;
/** Entries that are shown before the first fresh one. */
const BEFORE = 10;

export const auditTail = defineCommand({
  words: ["audit", "tail"],
  description: "Show entries of the audit log as they come, until Ctrl+C.",
  examples: ["coder audit tail", "coder audit tail --workspace ann/dev -o jsonl"],
  settings: { ...FILTER_SETTINGS, output: outputSetting(["text", "jsonl"]) },
  run: async (context, { output, ...filters }) => {
    const client = await clientFor(context, await requireSession(context));
    const { signal, stdout } = context;
    const show = (entry: AuditLog): void => {
      stdout.write(`${output === "jsonl" ? JSON.stringify(entry) : entryRow(entry).join("  ")}\n`);
    };
    try {
      await follow(client, searchOf(filters), show, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return 0;
  },
});

async function follow(
  client: CoderClient,
  q: string,
  show: (entry: AuditLog) => void,
  signal: AbortSignal,
): Promise<void> {
  const { audit_logs: newest } = await client.audit.list({ q, limit: 100 }, { signal });
  for (const entry of newest.slice(0, BEFORE).toReversed()) show(entry);
  let known = new Set(newest.map(({ id }) => id));
  for (;;) {
    await delay(LOOK_MS, undefined, { signal });
    const fresh: AuditLog[] = [];
    const seen: string[] = [];
    for await (const entry of allEntries(client, q, signal)) {
      seen.push(entry.id);
      if (!known.has(entry.id)) fresh.push(entry);
      // Transactions that ran side by side may come in another order than their times.
      if (seen.length - fresh.length >= 100) break;
      if (known.size === 0 && fresh.length >= 100) break;
    }
    for (const entry of fresh.toReversed()) show(entry);
    known = new Set(seen);
  }
}
