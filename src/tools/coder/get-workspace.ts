import { z } from "zod";
import { locateWorkspace } from "../locate-workspace.ts";
import { READS } from "../tool.ts";
import { workspace } from "./arguments.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

export const getWorkspace = defineCoderTool({
  name: "coder_get_workspace",
  title: "Coder: get workspace",
  description: "Get a workspace with its latest build, resources, agents and apps.",
  annotations: READS,
  scopes: ["workspace:read"],
  input: z.strictObject({ workspace_id: workspace }),

  run: async (context, { workspace_id: text }) => jsonResult(await locateWorkspace(context, text)),
});
