import { z } from "zod";
import { absolutePath, encoding, workspace } from "./arguments.ts";
import { decodeContent } from "./decode-content.ts";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { onStartedAgent } from "./started-agent.ts";

export const workspaceWriteFile = defineCoderTool({
  name: "coder_workspace_write_file",
  title: "Coder: write file",
  description:
    "Write a whole file in a workspace, which is started if it is stopped; parent folders are made.",
  annotations: DESTROYS_MORE,
  scopes: ["workspace:read", "workspace:start", "file:write"],
  input: z.strictObject({ workspace, path: absolutePath, content: z.string(), encoding }),

  run: async (context, { workspace: text, path, content, encoding: kind }) => {
    const bytes = decodeContent("content", content, kind);
    const query = { path, idempotency_key: crypto.randomUUID() };
    await onStartedAgent(context, text, ({ conn }) => conn.write(query, bytes, context.signal));
    return jsonResult({ ok: true, message: "File written successfully." });
  },
});
