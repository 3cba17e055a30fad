import { formatAge } from "../lib/format-time.ts";
import type { WorkspaceAgent } from "../wire/workspace-agent.ts";
import type { Workspace } from "../wire/workspace.ts";
import { clientFor } from "./client-for.ts";
import type { Column } from "./columns.ts";
import { defineCommand } from "./command.ts";
import { outputSetting, writeJson, writeTable } from "./output.ts";
import { plainText } from "./plain-text.ts";
import { requireSession } from "./session.ts";
import { findWorkspace } from "./workspaces/find-workspace.ts";
import { workspaceArgument } from "./workspaces/workspace-argument.ts";
import { capital, nameOf } from "./workspaces/workspace-columns.ts";

export const show = defineCommand({
  words: ["show"],
  description: "Show a workspace, its resources and its agents.",
  examples: ["coder show dev", "coder show alice/dev -o json"],
  arguments: [workspaceArgument],
  settings: { output: outputSetting(["text", "json"]) },
  run: async (context, { output }, [name = ""]) => {
    const client = await clientFor(context, await requireSession(context));
    const workspace = await findWorkspace(client, name, context.signal);
    if (output === "json") {
      writeJson(context, workspace);
      return 0;
    }
    for (const { name: title, cell } of FACTS)
      context.stdout.write(`${`${capital(title)}:`.padEnd(12)}${plainText(cell(workspace))}\n`);
    const rows = resourceRows(workspace);
    if (rows.length > 0) {
      context.stdout.write("\n");
      writeTable(context, ["resource", "agent", "status", "lifecycle", "version"], rows);
    }
    return 0;
  },
});

const FACTS: readonly Column<Workspace>[] = [
  { name: "workspace", cell: nameOf },
  { name: "id", cell: ({ id }) => id },
  { name: "template", cell: ({ template_name: name }) => name },
  { name: "version", cell: (workspace) => versionOf(workspace) },
  { name: "status", cell: ({ latest_build: { status } }) => capital(status) },
  {
    name: "built",
    cell: ({ latest_build: { created_at: at, build_number: number } }) => `${formatAge(at)}, build ${number}`,
  },
  { name: "last used", cell: ({ last_used_at: at }) => formatAge(at) },
];

const versionOf = ({ outdated, latest_build: { template_version_name: name } }: Workspace): string =>
  outdated ? `${name} (outdated; \`coder update\` builds the active one)` : name;

/** One row an agent, and one for each resource without any. */
function resourceRows({ latest_build: { resources } }: Workspace): readonly (readonly string[])[] {
  return resources
    .filter(({ hide }) => !hide)
    .flatMap(({ type, name, agents }) => {
      const resource = `${type}.${name}`;
      return agents.length === 0
        ? [[resource, "", "", "", ""]]
        : agents.map((agent) => [resource, ...cellsOf(agent)]);
    });
}

const cellsOf = ({
  name,
  status,
  lifecycle_state: lifecycle,
  version,
}: WorkspaceAgent): readonly string[] => [name, status, lifecycle, version];
