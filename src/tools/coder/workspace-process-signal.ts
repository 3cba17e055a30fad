import { z } from "zod";
import { onAgent, shortReach } from "../reach-agent.ts";
import { suggestNext } from "../suggest-next.ts";
import { workspace } from "./arguments.ts";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

const SIGNALS = { terminate: "SIGTERM", kill: "SIGKILL" } as const;

export const workspaceProcessSignal = defineCoderTool({
  name: "coder_workspace_process_signal",
  title: "Coder: end process",
  description: "Ask a command and its children to end (terminate), or end them (kill).",
  annotations: DESTROYS_MORE,
  scopes: ["workspace:read", "workspace:exec"],
  input: z.strictObject({
    workspace,
    process_id: z.string().min(1),
    signal: z.enum(["terminate", "kill"]),
  }),

  run: async (context, { workspace: text, process_id: id, signal }) => {
    const request = { signal: SIGNALS[signal], tree: true };
    await onAgent(context, shortReach(context, text), ({ conn }) =>
      suggestNext(conn.signal(id, request, context.signal), {
        not_found: "list_processes",
        conflict: "get_command_output",
      }),
    );
    return jsonResult({ message: `sent ${signal} to process ${id}`, success: true });
  },
});
