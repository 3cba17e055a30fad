import { once } from "node:events";
import type { AuditLog } from "../wire/audit-log.ts";
import { allEntries } from "./audit/all-entries.ts";
import { chainLines } from "./audit/chain-lines.ts";
import { csvLine } from "./audit/csv-line.ts";
import { FILTER_SETTINGS, searchOf } from "./audit/filter-flags.ts";
import { ocsfEvent } from "./audit/ocsf-event.ts";
import type { CommandContext } from "./cli-context.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { outputSetting } from "./output.ts";
import { requireSession } from "./session.ts";

export const auditExport = defineCommand({
  words: ["audit", "export"],
  description: "Write the audit log to stdout.",
  details:
    "Without filters, JSONL is the whole chain with its signatures, oldest first, for `coder audit verify --file`. " +
    "Otherwise each line is an entry, newest first.",
  examples: [
    "coder audit export > audit.jsonl",
    "coder audit export -o csv --since 2026-01-01 > audit.csv",
    "coder audit export -o ocsf --action login",
  ],
  settings: { ...FILTER_SETTINGS, output: outputSetting(["jsonl", "csv", "ocsf"]) },
  run: async (context, { output, ...filters }) => {
    const client = await clientFor(context, await requireSession(context));
    const q = searchOf(filters);
    if (output === "jsonl" && q === "") {
      for await (const line of chainLines(client, context.signal))
        await write(context, `${JSON.stringify(line)}\n`);
      return 0;
    }
    if (output === "csv") await write(context, csvLine(CSV_COLUMNS));
    for await (const entry of allEntries(client, q, context.signal))
      await write(context, LINES[output](entry));
    return 0;
  },
});

const CSV_COLUMNS = [
  "id",
  "time",
  "user",
  "key_id",
  "client_id",
  "action",
  "resource_type",
  "resource_id",
  "resource_target",
  "workspace_id",
  "status_code",
  "duration_ms",
  "ip",
  "user_agent",
  "request_id",
  "trace_id",
  "diff",
  "additional_fields",
] as const;

const LINES: Readonly<Record<"jsonl" | "csv" | "ocsf", (entry: AuditLog) => string>> = {
  jsonl: (entry) => `${JSON.stringify(entry)}\n`,
  ocsf: (entry) => `${JSON.stringify(ocsfEvent(entry))}\n`,
  csv: (entry) =>
    csvLine(
      CSV_COLUMNS.map((name) => (name === "user" ? (entry.user?.username ?? "") : (entry[name] ?? ""))),
    ),
};

/** Waits while whoever reads is slower. */
async function write({ stdout, signal }: CommandContext, text: string): Promise<void> {
  if (!stdout.write(text)) await once(stdout, "drain", { signal });
}
