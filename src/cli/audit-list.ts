import { count } from "../config/setting-schemas.ts";
import { ENTRY_COLUMNS, entryRow } from "./audit/entry-row.ts";
import { FILTER_SETTINGS, searchOf } from "./audit/filter-flags.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson, writeTable } from "./output.ts";
import { requireSession } from "./session.ts";

export const auditList = defineCommand({
  words: ["audit", "list"],
  description: "Show the newest entries of the audit log, for auditors and owners.",
  examples: ["coder audit list --action login", "coder audit list --tool execute_command --user ann -o json"],
  settings: {
    ...FILTER_SETTINGS,
    limit: {
      env: undefined,
      flag: "limit",
      placeholder: "n",
      description: "How many entries, from 1 to 1000.",
      default: "50",
      schema: count(1, 1000),
    },
    output: outputSetting(["table", "json"]),
  },
  run: async (context, { limit, output, ...filters }) => {
    const client = await clientFor(context, await requireSession(context));
    const page = { q: searchOf(filters), limit };
    const { audit_logs: entries } = await client.audit.list(page, { signal: context.signal });
    if (output === "json") writeJson(context, entries);
    else writeTable(context, ENTRY_COLUMNS, entries.map(entryRow));
    return 0;
  },
});
