import { z } from "zod";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { READS, defineTool } from "./tool.ts";
import { showTransfer } from "./transfer-view.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const downloadFile = defineTool({
  name: "download_file",
  title: "Download file",
  description: "Get a short-lived URL to fetch one big or binary file of a workspace, with a curl line.",
  annotations: READS,
  toolsets: ["transfer"],
  scopes: ["workspace:read", "file:read"],
  input: z.strictObject({
    workspace: workspaceArgument,
    path: z.string().min(1).describe("Absolute or ~/…"),
    if_match: z.string().optional().describe("etag; a changed file is then refused"),
    expires_in: z.int().min(10).max(3600).default(600).describe("Seconds"),
  }),

  async run(context, { workspace, ...wanted }) {
    const reach = shortReach(context, workspace);
    const request = { ...wanted, direction: "download" as const };
    return onAgent(context, reach, async ({ conn }) =>
      showTransfer(
        await suggestNext(conn.transfer(request, context.signal), { not_found: "list_directory" }),
      ),
    );
  },
});
