import { z } from "zod";
import type { ExecutionReply, StartExecution } from "../../wire/agent-api.ts";
import { AppError } from "../../wire/errors.ts";
import { remainingMs, waitDeadline } from "../context.ts";
import { formatDuration } from "../../lib/format-time.ts";
import { workspace } from "./arguments.ts";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { endedResult, OUTPUT_BYTES, printed, type ExecuteResult } from "./execute-result.ts";
import { jsonResult } from "./json-result.ts";
import { parseWait } from "./parse-wait.ts";
import { QUIET_ENVIRONMENT } from "./quiet-environment.ts";
import { onStartedAgent } from "./started-agent.ts";

const input = z.strictObject({
  workspace,
  command: z.string().min(1),
  timeout: z.string().default("10s").describe("How long to wait, e.g. 30s or 5m; then the command goes on"),
  workdir: z.string().optional(),
  run_in_background: z.boolean().default(false),
});
type Args = z.output<typeof input>;

export const workspaceExecute = defineCoderTool({
  name: "coder_workspace_execute",
  title: "Coder: execute command",
  description:
    "Run a command under sh in a workspace, which is started if it is stopped. A command that outlasts the timeout goes on: read it with coder_workspace_process_output.",
  annotations: DESTROYS_MORE,
  scopes: ["workspace:read", "workspace:start", "workspace:exec"],
  input,

  run: async (context, args) => {
    const wanted = commandOf(args);
    const waitMs = wanted.background ? 0 : parseWait("timeout", args.timeout);
    const key = crypto.randomUUID();
    const outcome = await onStartedAgent(context, args.workspace, async ({ conn }) => {
      const deadline = waitDeadline(context, waitMs / 1000);
      const request = requestOf(args, { command: wanted.command, key, waitMs: remainingMs(deadline) });
      return await orFault(conn.start(request, context.signal));
    });
    const result =
      outcome instanceof AppError ? faultResult(outcome) : replyResult(outcome, wanted.background);
    return jsonResult(withAdvice(result, wanted.command));
  },
});

/** A single `&` at the end asks for the background too. */
function commandOf({ command, run_in_background: background }: Args) {
  const bare = /^(?<rest>[\s\S]*[^\s&|])\s*&\s*$/.exec(command)?.groups?.["rest"];
  return { command: bare ?? command, background: background || bare !== undefined };
}

function requestOf(
  { workdir }: Args,
  { command, key, waitMs }: { readonly command: string; readonly key: string; readonly waitMs: number },
): StartExecution {
  return {
    command,
    ...(workdir === undefined ? {} : { workdir }),
    env: { ...QUIET_ENVIRONMENT },
    strip_ansi: true,
    wait_ms: waitMs,
    reply_bytes: OUTPUT_BYTES,
    idempotency_key: key,
  };
}

/** That a command could not be started is its result, unless the call itself was wrong. */
async function orFault(reply: Promise<ExecutionReply>): Promise<ExecutionReply | AppError> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof AppError && ["rate_limited", "storage_full"].includes(error.code)) return error;
    throw error;
  }
}

const faultResult = ({ message }: AppError): ExecuteResult => ({
  success: false,
  exit_code: -1,
  error: message,
});

function replyResult(reply: ExecutionReply, background: boolean): ExecuteResult {
  const { id, state, wall_ms: wall } = reply.execution;
  if (background) return { success: true, background_process_id: id, backgrounded: true, exit_code: 0 };
  if (state !== "running") return endedResult(reply);
  return {
    success: false,
    ...printed(reply),
    exit_code: -1,
    error: `command timed out after ${formatDuration(wall)}; it goes on in the background`,
    background_process_id: id,
  };
}

const READS_A_FILE = /^\s*(?:cat|head|tail)\s[^|;&<>$`]+$/;

const withAdvice = (result: ExecuteResult, command: string): ExecuteResult =>
  READS_A_FILE.test(command) ? { ...result, note: "coder_workspace_read_file reads files by lines" } : result;
