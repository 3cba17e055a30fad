import { z } from "zod";
import type { ExecutionReply } from "../../wire/agent-api.ts";
import { remainingMs, waitDeadline } from "../context.ts";
import { onAgent, shortReach } from "../reach-agent.ts";
import { suggestNext } from "../suggest-next.ts";
import { READS } from "../tool.ts";
import { workspace } from "./arguments.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { endedResult, OUTPUT_BYTES, printed, type ExecuteResult } from "./execute-result.ts";
import { jsonResult } from "./json-result.ts";
import { parseWait } from "./parse-wait.ts";

export const workspaceProcessOutput = defineCoderTool({
  name: "coder_workspace_process_output",
  title: "Coder: get process output",
  description: "Get the output of a command that was started before, and wait for its end.",
  annotations: READS,
  scopes: ["workspace:read", "workspace:exec"],
  input: z.strictObject({
    workspace,
    process_id: z.string().min(1),
    wait_timeout: z.string().default("10s").describe("e.g. 30s; 0s answers at once"),
    cursor: z.int().min(0).optional().describe("Byte to read on from"),
  }),

  run: async (context, { workspace: text, process_id: id, wait_timeout: timeout, cursor }) => {
    const deadline = waitDeadline(context, parseWait("wait_timeout", timeout) / 1000);
    const reply = await onAgent(context, shortReach(context, text), ({ conn }) => {
      const query = {
        wait_ms: remainingMs(deadline),
        reply_bytes: OUTPUT_BYTES,
        strip_ansi: "true",
        ...(cursor === undefined ? {} : { cursor }),
      };
      return suggestNext(conn.output(id, query, context.signal), { not_found: "list_processes" });
    });
    return jsonResult(resultFields(reply), restOf(reply, cursor));
  },
});

function resultFields(reply: ExecutionReply): ExecuteResult {
  const { command, state } = reply.execution;
  if (state !== "running") return { ...endedResult(reply), command };
  return {
    success: true,
    ...printed(reply),
    exit_code: 0,
    command,
    running: true,
    note: "process is still running",
  };
}

/** Reading on from a cursor stops at the answer's size. */
const restOf = ({ output }: ExecutionReply, cursor: number | undefined): string | undefined =>
  cursor === undefined || output.next >= output.total
    ? undefined
    : `${output.total - output.next} more bytes; call again with cursor=${output.next}.`;
