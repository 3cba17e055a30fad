import { z } from "zod";
import { absolutePath, workspace } from "./arguments.ts";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { editedFields, edits, editThem } from "./edits.ts";
import { jsonResult } from "./json-result.ts";

export const workspaceEditFile = defineCoderTool({
  name: "coder_workspace_edit_file",
  title: "Coder: edit file",
  description:
    "Replace texts in a file of a workspace, which is started if it is stopped: all edits or none.",
  annotations: DESTROYS_MORE,
  scopes: ["workspace:read", "workspace:start", "file:read", "file:write"],
  input: z.strictObject({ workspace, path: absolutePath, edits }),

  run: async (context, { workspace: text, path, edits: all }) => {
    const result = await editThem(context, text, [{ path, edits: all, field: "edits" }]);
    return jsonResult({ message: "File edited successfully.", files: editedFields(result) });
  },
});
