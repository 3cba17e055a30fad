import { z } from "zod";
import type { ReadOutput } from "../wire/agent-api.ts";
import { invalidField } from "../wire/errors.ts";
import { MAX_WAIT_SECONDS } from "./change-arguments.ts";
import { remainingMs, waitDeadline } from "./context.ts";
import { replyView, showReply } from "./execution-view.ts";
import { onAgent } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

const input = z.strictObject({
  workspace: workspaceArgument,
  execution_id: z.string().min(1),
  cursor: z.int().min(0).optional().describe("Byte to read from"),
  wait_seconds: z.int().min(0).max(MAX_WAIT_SECONDS).default(30).describe("0 answers at once"),
  wait_for: z.enum(["exit", "output"]).default("exit"),
  tail_lines: z.int().min(1).max(100_000).optional(),
  head_lines: z.int().min(1).max(100_000).optional(),
  grep: z.string().min(1).max(1000).optional().describe("Only lines matching this regex"),
  last_seconds: z.int().min(0).optional(),
  keep_ansi: z.boolean().default(false),
  stream: z.enum(["output", "stderr"]).default("output"),
});
type Args = z.output<typeof input>;

export const getCommandOutput = defineTool({
  name: "get_command_output",
  title: "Get command output",
  description: "Read a command's saved output and state; waits for its end.",
  annotations: READS,
  toolsets: ["default", "minimal"],
  scopes: ["workspace:read", "workspace:exec"],
  input,

  async run(context, args) {
    if (args.tail_lines !== undefined && (args.cursor !== undefined || args.head_lines !== undefined))
      throw invalidField("tail_lines", "goes neither with cursor nor with head_lines");
    if (args.tail_lines !== undefined && args.last_seconds !== undefined)
      throw invalidField("last_seconds", "does not go with tail_lines");
    const deadline = waitDeadline(context, args.wait_seconds);
    const reach = { text: args.workspace, deadline: waitDeadline(context, MAX_WAIT_SECONDS) };
    const reply = await onAgent(context, reach, ({ conn }) =>
      suggestNext(conn.output(args.execution_id, queryOf(args, remainingMs(deadline)), context.signal), {
        not_found: "list_processes",
      }),
    );
    return { text: showReply(reply), structured: { ...replyView(reply), stream: args.stream } };
  },
});

function queryOf(args: Args, waitMs: number): ReadOutput {
  return {
    stream: args.stream,
    wait_ms: waitMs,
    wait_for: args.wait_for,
    strip_ansi: String(!args.keep_ansi),
    ...(args.last_seconds === undefined ? {} : { since_ms: args.last_seconds * 1000 }),
    ...(args.cursor === undefined ? {} : { cursor: args.cursor }),
    ...(args.tail_lines === undefined ? {} : { tail_lines: args.tail_lines }),
    ...(args.head_lines === undefined ? {} : { head_lines: args.head_lines }),
    ...(args.grep === undefined ? {} : { grep: args.grep }),
  };
}
