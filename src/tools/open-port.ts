import { z } from "zod";
import { invalidField } from "../wire/errors.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { CHANGES, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const openPort = defineTool({
  name: "open_port",
  title: "Open port",
  description: "Get a short-lived URL, which needs no login, for a port or an app of a workspace.",
  annotations: CHANGES,
  toolsets: ["apps"],
  scopes: ["workspace:read", "workspace:application_connect"],
  input: z.strictObject({
    workspace: workspaceArgument,
    port: z.int().min(1).max(65_535).optional().describe("This or app"),
    app: z.string().min(1).max(64).optional().describe("Slug"),
    expires_in: z.int().min(10).max(86_400).default(3600).describe("Seconds"),
  }),

  async run(context, { workspace, ...wanted }) {
    if ((wanted.port === undefined) === (wanted.app === undefined))
      throw invalidField("port", "give either port or app");
    return onAgent(context, shortReach(context, workspace), async ({ agent }) => {
      const asked = context.client.agents.appUrl(agent.id, wanted, { signal: context.signal });
      const { url, expires_at: end } = await suggestNext(asked, { invalid: "list_apps" });
      const what = wanted.app ?? `port ${wanted.port}`;
      return {
        text: `${what}: anyone with the URL can use it until ${end}\n${url}`,
        structured: { url, expires_at: end },
      };
    });
  },
});
