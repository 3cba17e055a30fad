import { z } from "zod";
import type { WorkspaceConn } from "../client/workspace-conn.ts";
import type { ToolContext } from "./context.ts";
import { replyView, showReply } from "./execution-view.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { sizeOf, terminalSize } from "./terminal-size.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

/** A program that echoes or prompts does so within it; what comes later is read with the cursor. */
const OUTPUT_MS = 1000;

const input = z.strictObject({
  workspace: workspaceArgument,
  execution_id: z.string().min(1),
  text: z.string().default(""),
  keys: z.array(z.string()).default([]).describe("With pty, like ctrl-c, enter, up"),
  close_stdin: z.boolean().default(false),
  resize: terminalSize.optional().describe("Like 80x24"),
});
type Args = z.output<typeof input>;

export const writeProcessInput = defineTool({
  name: "write_process_input",
  title: "Write process input",
  description: "Type into a running command; returns what it prints next.",
  annotations: { ...DESTROYS, idempotentHint: false, openWorldHint: true },
  toolsets: ["default"],
  scopes: ["workspace:read", "workspace:exec"],
  input,

  async run(context, args) {
    const reach = shortReach(context, args.workspace);
    const reply = await onAgent(context, reach, ({ conn }) =>
      suggestNext(type(context, conn, args), { not_found: "list_processes", conflict: "get_command_output" }),
    );
    return { text: showReply(reply), structured: replyView(reply) };
  },
});

async function type({ signal }: ToolContext, conn: WorkspaceConn, args: Args) {
  const { execution_id: id, text: data, keys, close_stdin: close } = args;
  // The end of the output before, so that what follows is shown from there.
  const { output } = await conn.output(id, { reply_bytes: 1 }, signal);
  if (args.resize !== undefined) await conn.resize(id, sizeOf("resize", args.resize), signal);
  if (data !== "" || keys.length > 0 || close) await conn.input(id, { data, keys, close }, signal);
  const query = { cursor: output.total, wait_for: "output", wait_ms: OUTPUT_MS, strip_ansi: "true" } as const;
  return await conn.output(id, query, signal);
}
