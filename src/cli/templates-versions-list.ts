import { switched } from "../config/setting-schemas.ts";
import type { TemplateVersion } from "../wire/template-version.ts";
import { clientFor } from "./client-for.ts";
import { columnSetting, writeColumns, type Column } from "./columns.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson } from "./output.ts";
import { requireSession } from "./session.ts";
import { findTemplate } from "./templates/find-template.ts";
import { templateArgument } from "./templates/template-argument.ts";
import { organizationSetting } from "./templates/template-settings.ts";
import { capital } from "./workspaces/workspace-columns.ts";

interface Row extends TemplateVersion {
  readonly active: boolean;
}

const COLUMNS: readonly Column<Row>[] = [
  { name: "id", cell: ({ id }) => id },
  { name: "name", cell: ({ name }) => name },
  { name: "created at", cell: ({ created_at: at }) => at },
  { name: "created by", cell: ({ created_by: { username } }) => username },
  { name: "status", cell: ({ job: { status } }) => capital(status) },
  { name: "active", cell: ({ active }) => (active ? "Active" : "") },
  { name: "archived", cell: ({ archived }) => (archived ? "Archived" : "") },
  { name: "message", cell: ({ message }) => message },
];

export const templatesVersionsList = defineCommand({
  words: ["templates", "versions", "list"],
  aliases: ["ls"],
  description: "List the versions of a template, the newest first.",
  examples: ["coder templates versions list docker", "coder templates versions list docker -o json"],
  arguments: [templateArgument],
  settings: {
    includeArchived: {
      env: undefined,
      flag: "include-archived",
      kind: "switch",
      description: "Archived ones too.",
      default: "",
      schema: switched,
    },
    column: columnSetting(COLUMNS, ["name", "created at", "created by", "status", "active"]),
    organization: organizationSetting,
    output: outputSetting(["table", "json"]),
  },
  run: async (context, { includeArchived, column, organization, output }, [name = ""]) => {
    const { signal } = context;
    const client = await clientFor(context, await requireSession(context));
    const template = await findTemplate(client, name, organization, signal);
    const all = await client.templateVersions.list(template.id, { includeArchived }, { signal });
    const rows = all.map((one) => ({ ...one, active: one.id === template.active_version_id })).toReversed();
    if (output === "json") writeJson(context, rows);
    else writeColumns(context, COLUMNS, column, rows);
    return 0;
  },
});
