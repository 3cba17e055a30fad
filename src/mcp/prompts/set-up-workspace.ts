import { templateUri } from "../resources/resource-links.ts";
import { quoted, type PromptDefinition } from "./prompt.ts";

export const setUpWorkspace: PromptDefinition = {
  name: "set_up_workspace",
  title: "Set up a workspace",
  description: "Create a workspace for a purpose, and check that its tools work",
  arguments: [
    { name: "purpose", description: "What the workspace is for", required: true },
    { name: "template", description: "Template to use", required: false, completes: "template" },
  ],
  needs: ["list_templates", "get_template_info", "create_workspace", "execute_command"],

  write: ({ purpose, template = "" }) => ({
    text: [
      `Set up a Coder workspace for this purpose: ${quoted(purpose)}.`,
      template === ""
        ? "1. Compare the templates with list_templates and pick the one that fits best."
        : `1. Use the template ${quoted(template)}.`,
      "2. Read its parameters with get_template_info. Ask me where a required one has no obvious value.",
      "3. Create it with create_workspace under a short name, with an idempotency_key.",
      "4. With execute_command, check that the compilers and tools the purpose needs are there, and install what is missing.",
      "5. Tell me the workspace's name, what it has, and what I have to do myself.",
    ].join("\n"),
    ...(template === ""
      ? {}
      : { link: { uri: templateUri(template), name: template, mimeType: "text/markdown" } }),
  }),
};
