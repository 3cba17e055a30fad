import { formatAge, formatDuration } from "../lib/format-time.ts";
import type { Template } from "../wire/template.ts";
import { clientFor } from "./client-for.ts";
import { columnSetting, writeColumns, type Column } from "./columns.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson } from "./output.ts";
import { requireSession } from "./session.ts";

const COLUMNS: readonly Column<Template>[] = [
  { name: "name", cell: ({ name }) => name },
  { name: "display name", cell: ({ display_name: name }) => name },
  { name: "description", cell: ({ description }) => description },
  { name: "created at", cell: ({ created_at: at }) => at },
  { name: "last updated", cell: ({ updated_at: at }) => formatAge(at) },
  { name: "organization id", cell: ({ organization_id: id }) => id },
  { name: "organization name", cell: ({ organization_name: name }) => name },
  { name: "provisioner", cell: ({ provisioner }) => provisioner },
  { name: "active version id", cell: ({ active_version_id: id }) => id },
  {
    name: "used by",
    cell: ({ active_user_count: count }) => `${count} ${count === 1 ? "developer" : "developers"}`,
  },
  { name: "default ttl", cell: ({ default_ttl_ms: ms }) => (ms === 0 ? "" : formatDuration(ms)) },
  { name: "deprecated", cell: ({ deprecated }) => String(deprecated) },
];

export const templatesList = defineCommand({
  words: ["templates", "list"],
  aliases: ["ls"],
  description: "List the templates that you may use.",
  examples: [
    "coder templates list",
    "coder templates list -c name,description",
    "coder templates list -o json",
  ],
  settings: {
    column: columnSetting(COLUMNS, ["name", "organization name", "last updated", "used by"]),
    output: outputSetting(["table", "json"]),
  },
  run: async (context, { column, output }) => {
    const client = await clientFor(context, await requireSession(context));
    const templates = await client.templates.list(undefined, { signal: context.signal });
    if (output === "json") writeJson(context, templates);
    else if (templates.length > 0) writeColumns(context, COLUMNS, column, templates);
    else
      context.stderr.write(
        "No templates found. `coder templates init`, then `coder templates push`, makes one.\n",
      );
    return 0;
  },
});
