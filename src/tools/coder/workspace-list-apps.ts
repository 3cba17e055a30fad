import { z } from "zod";
import { workspace } from "./arguments.ts";
import { appUrl } from "./app-url.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { onStartedAgent } from "./started-agent.ts";

export const workspaceListApps = defineCoderTool({
  name: "coder_workspace_list_apps",
  title: "Coder: list apps",
  description: "List the apps of a workspace with their URLs; a stopped workspace is started.",
  annotations: MUTATES,
  scopes: ["workspace:read", "workspace:start"],
  input: z.strictObject({ workspace }),

  run: async (context, { workspace: text }) => {
    const place = await onStartedAgent(context, text, (target) => Promise.resolve(target));
    const host = await context.client.applicationHost({ signal: context.signal });
    const apps = place.agent.apps.map((app) => ({
      name: app.display_name === undefined || app.display_name === "" ? app.slug : app.display_name,
      url: appUrl(context, place, { ...app, host }),
    }));
    return jsonResult({ apps });
  },
});
