import { z } from "zod";
import type { ExecutionReply } from "../../wire/agent-api.ts";
import { remainingMs, waitDeadline, type ToolContext } from "../context.ts";
import type { Target } from "../reach-agent.ts";
import { workspace } from "./arguments.ts";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { exitCodeOf, OUTPUT_BYTES, outputText } from "./execute-result.ts";
import { jsonResult } from "./json-result.ts";
import { onStartedAgent } from "./started-agent.ts";

const DEFAULT_MS = 60_000;
const MAX_MS = 300_000;
/** What a command that did not end in time is said to have exited with. */
const TIMED_OUT = 124;

const input = z.strictObject({
  workspace,
  command: z.string().regex(/\S/, "must not be empty"),
  timeout_ms: z.int().default(DEFAULT_MS).describe("At most 300000; the command is then ended"),
  background: z.boolean().default(false).describe("Leaves it running after the timeout"),
});
type Args = z.output<typeof input>;

export const workspaceBash = defineCoderTool({
  name: "coder_workspace_bash",
  title: "Coder: run bash command",
  description:
    "Run a bash command in a workspace, which is started if it is stopped. Returns output and exit_code; 124 means that the time was over first.",
  annotations: DESTROYS_MORE,
  scopes: ["workspace:read", "workspace:start", "workspace:exec"],
  input,

  run: async (context, args) => {
    const key = crypto.randomUUID();
    const reply = await onStartedAgent(context, args.workspace, (target) =>
      launch(context, target, { args, key }),
    );
    return jsonResult(resultFields(reply, args.background));
  },
});

async function launch(
  context: ToolContext,
  { conn }: Target,
  { args, key }: { readonly args: Args; readonly key: string },
): Promise<ExecutionReply> {
  const timeout = args.timeout_ms <= 0 ? DEFAULT_MS : Math.min(args.timeout_ms, MAX_MS);
  // The agent ends the command a moment before the wait for it is over.
  const deadline = waitDeadline(context, timeout / 1000 + (args.background ? 0 : ENDING_SECONDS));
  const request = {
    command: underBash(args.command),
    ...(args.background ? {} : { timeout_ms: timeout }),
    strip_ansi: true,
    wait_ms: remainingMs(deadline),
    reply_bytes: OUTPUT_BYTES,
    idempotency_key: key,
  };
  return await conn.start(request, context.signal);
}

const ENDING_SECONDS = 3;

/** Bash where the workspace has it, else its sh. */
function underBash(command: string): string {
  const quoted = `'${command.replaceAll("'", String.raw`'\''`)}'`;
  return `if command -v bash >/dev/null 2>&1; then exec bash -c ${quoted}; else exec sh -c ${quoted}; fi`;
}

function resultFields({ execution, output }: ExecutionReply, background: boolean) {
  const text = outputText(output).trim();
  const line = (said: string): string => (text === "" ? said : `${text}\n${said}`);
  if (execution.state === "timed_out")
    return { output: line("Command canceled due to timeout"), exit_code: TIMED_OUT };
  if (execution.state !== "running") return { output: text, exit_code: exitCodeOf(execution) };
  const said = background
    ? "Command continues running in background"
    : "Command continues until its timeout, which is past what one call may wait";
  return { output: line(said), exit_code: TIMED_OUT, process_id: execution.id };
}
