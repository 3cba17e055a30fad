import { z } from "zod";
import { SIGNALS, type SendSignal } from "../wire/agent-api.ts";
import { invalidField } from "../wire/errors.ts";
import { showState } from "./execution-view.ts";
import { onAgent, shortReach, type Target } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 2000;

const input = z.strictObject({
  workspace: workspaceArgument,
  execution_id: z.string().min(1).optional(),
  pid: z.int().min(1).optional(),
  signal: z.enum(SIGNALS).optional().describe("Absent: SIGTERM, then SIGKILL"),
  tree: z.boolean().default(true),
});
type Args = z.output<typeof input>;

export const signalProcess = defineTool({
  name: "signal_process",
  title: "Signal process",
  description: "End or signal a command by execution_id, or a process by pid.",
  annotations: { ...DESTROYS, idempotentHint: false },
  toolsets: ["default"],
  scopes: ["workspace:read", "workspace:exec"],
  input,

  async run(context, args) {
    if ((args.execution_id === undefined) === (args.pid === undefined))
      throw invalidField("execution_id", "give either execution_id or pid");
    const reach = shortReach(context, args.workspace);
    return await onAgent(context, reach, (target) =>
      suggestNext(send(target, args, context.signal), {
        not_found: "list_processes",
        conflict: "get_command_output",
      }),
    );
  },
});

async function send({ conn }: Target, args: Args, signal: AbortSignal) {
  const request = requestOf(args);
  if (args.pid !== undefined) {
    const result = await conn.signalProcess(args.pid, request, signal);
    const reached = `${request.signal} to ${result.signaled} ${result.signaled === 1 ? "process" : "processes"}`;
    return { text: `${reached}; ${result.ended ? "ended" : "still running"}`, structured: result };
  }
  const execution = await conn.signal(args.execution_id ?? "", request, signal);
  return { text: `${execution.id} ${showState(execution)}`, structured: { execution } };
}

function requestOf({ signal, tree }: Args): SendSignal & { readonly signal: string } {
  if (signal !== undefined) return { signal, tree };
  return tree ? { signal: "SIGTERM", grace_ms: GRACE_MS, tree } : { signal: "SIGTERM", tree };
}
