import { z } from "zod";
import { onAgent, shortReach } from "./reach-agent.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { showTransfer } from "./transfer-view.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const uploadFile = defineTool({
  name: "upload_file",
  title: "Upload file",
  description: "Get a short-lived URL to PUT one big or binary file into a workspace, with a curl line.",
  annotations: DESTROYS,
  toolsets: ["transfer"],
  scopes: ["workspace:read", "file:write"],
  input: z.strictObject({
    workspace: workspaceArgument,
    path: z.string().min(1).describe("Absolute or ~/…; of the file to be written"),
    if_match: z.string().optional().describe('etag, or "none": must not exist'),
    max_bytes: z.int().min(0).optional().describe("A bigger body is refused; default 4 GiB"),
    mode: z.string().optional().describe("Octal, e.g. 0755; default keeps it"),
    expires_in: z.int().min(10).max(3600).default(600).describe("Seconds"),
  }),

  async run(context, { workspace, ...wanted }) {
    const reach = shortReach(context, workspace);
    const request = { ...wanted, direction: "upload" as const };
    return showTransfer(await onAgent(context, reach, ({ conn }) => conn.transfer(request, context.signal)));
  },
});
