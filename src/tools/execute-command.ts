import { z } from "zod";
import type { StartExecution } from "../wire/agent-api.ts";
import { keyArgument, MAX_WAIT_SECONDS } from "./change-arguments.ts";
import { changeWorkspace } from "./change-workspace.ts";
import { answerDeadline, remainingMs, waitDeadline, type ToolContext } from "./context.ts";
import { replyView, showReply } from "./execution-view.ts";
import { locateWorkspace, showWorkspace } from "./locate-workspace.ts";
import { onAgent, readyTarget, type Target } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { sizeOf, terminalSize } from "./terminal-size.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

/** Of all streams together. */
const REPLY_BYTES = 16 * 1024;
const MAX_TIMEOUT_SECONDS = 24 * 3600;

const input = z.strictObject({
  workspace: workspaceArgument,
  command: z.string().min(1),
  workdir: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  stdin: z.string().optional(),
  keep_stdin: z.boolean().default(false),
  pty: terminalSize.optional().describe("Terminal size, like 80x24"),
  timeout_seconds: z
    .int()
    .min(1)
    .max(MAX_TIMEOUT_SECONDS)
    .optional()
    .describe("Kills the process tree after it"),
  wait_seconds: z
    .int()
    .min(0)
    .max(MAX_WAIT_SECONDS)
    .default(30)
    .describe("Then returns an id; the command goes on"),
  background: z.boolean().default(false),
  separate_stderr: z.boolean().default(false),
  start: z.boolean().default(false).describe("Start a stopped workspace first"),
  idempotency_key: keyArgument,
});
type Args = z.output<typeof input>;

export const executeCommand = defineTool({
  name: "execute_command",
  title: "Execute command",
  description: "Run a shell command in a workspace; returns exit code and output.",
  annotations: { ...DESTROYS, idempotentHint: false, openWorldHint: true },
  toolsets: ["default", "minimal"],
  scopes: ["workspace:read", "workspace:exec"],
  input,

  async run(context, args) {
    const deadline = waitDeadline(context, args.background ? 0 : args.wait_seconds);
    // A key of our own makes a retry after a lost connection safe.
    const key = args.idempotency_key ?? crypto.randomUUID();
    const launch = async ({ conn, workspace, agent }: Target) => ({
      workspaceId: workspace.id,
      agentId: agent.id,
      reply: await suggestNext(
        conn.start(requestOf(args, key, remainingMs(answerDeadline(context, deadline))), context.signal),
        {
          not_found: "list_directory",
        },
      ),
    });
    const { launched, started } = args.start
      ? await startThenLaunch(context, args, launch)
      : { launched: await onAgent(context, reachOf(context, args), launch), started: undefined };
    const { reply, ...place } = launched;
    const { id: executionId, state } = reply.execution;
    const note = started === undefined ? "" : `workspace ${started} was started\n`;
    return {
      text: `${note}${showReply(reply)}`,
      structured: { ...replyView(reply), workspace_started: started !== undefined },
      ...(state === "running" ? { ongoing: { kind: "execution", ...place, executionId } } : {}),
    };
  },
});

/** An agent that is coming up is worth waiting for even where the command itself is not. */
const reachOf = (context: ToolContext, { workspace, wait_seconds: seconds }: Args) => ({
  text: workspace,
  deadline: waitDeadline(context, Math.max(seconds, 30)),
});

async function startThenLaunch<T>(context: ToolContext, args: Args, launch: (target: Target) => Promise<T>) {
  const reach = { text: args.workspace, deadline: waitDeadline(context, MAX_WAIT_SECONDS) };
  const found = await locateWorkspace(context, args.workspace);
  if (found.latest_build.status === "running")
    return { launched: await launch(await readyTarget(context, found, reach)), started: undefined };
  const change = { transition: "start", deadline: reach.deadline } as const;
  const { workspace, changed } = await changeWorkspace(context, found, change);
  const target = await readyTarget(context, workspace, reach);
  return { launched: await launch(target), started: changed ? showWorkspace(workspace) : undefined };
}

function requestOf(args: Args, key: string, waitMs: number): StartExecution {
  return {
    command: args.command,
    ...(args.workdir === undefined ? {} : { workdir: args.workdir }),
    ...(args.env === undefined ? {} : { env: args.env }),
    ...(args.stdin === undefined ? {} : { stdin: args.stdin }),
    ...(args.keep_stdin ? { keep_stdin: true } : {}),
    ...(args.pty === undefined ? {} : { pty: sizeOf("pty", args.pty) }),
    strip_ansi: true,
    ...(args.timeout_seconds === undefined ? {} : { timeout_ms: args.timeout_seconds * 1000 }),
    wait_ms: waitMs,
    separate_stderr: args.separate_stderr,
    reply_bytes: args.separate_stderr ? REPLY_BYTES / 2 : REPLY_BYTES,
    idempotency_key: key,
  };
}
