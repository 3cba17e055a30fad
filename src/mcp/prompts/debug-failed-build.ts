import { locateWorkspace, showWorkspace } from "../../tools/locate-workspace.ts";
import { buildLogUri } from "../../tools/resource-links.ts";
import { quoted, type PromptDefinition } from "./prompt.ts";

export const debugFailedBuild: PromptDefinition = {
  name: "debug_failed_build",
  title: "Debug a failed build",
  description: "Find out why a workspace's last build failed, and what would repair it",
  arguments: [{ name: "workspace", description: "[owner/]name", required: true, completes: "workspace" }],
  needs: ["get_workspace_status", "get_template_info", "start_workspace"],
  scopes: ["workspace:read"],

  write: async ({ workspace = "" }, context) => {
    const found = await locateWorkspace(context, workspace);
    const { build_number: number, transition } = found.latest_build;
    const uri = buildLogUri({ owner: found.owner_name, name: found.name }, number);
    const name = showWorkspace(found);
    return {
      text: [
        `Find out why build ${number} (${transition}) of the Coder workspace ${quoted(name)} went wrong.`,
        `1. Read the error and the last log lines with get_workspace_status, and the whole log at ${uri}.`,
        `2. Compare the parameters with what get_template_info says about the template ${quoted(found.template_name)}.`,
        "3. Name the cause in one sentence, with the log line that shows it, and whether a retry alone can help.",
        "4. Propose the repair. Call start_workspace only after I have agreed.",
      ].join("\n"),
      link: { uri, name: `${name} build ${number} log`, mimeType: "text/plain" },
    };
  },
};
