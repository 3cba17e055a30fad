import { z } from "zod";
import { absolutePath, workspace } from "./arguments.ts";
import { defineCoderTool, DESTROYS_MORE } from "./define-coder-tool.ts";
import { editedFields, edits, editThem } from "./edits.ts";
import { jsonResult } from "./json-result.ts";

export const workspaceEditFiles = defineCoderTool({
  name: "coder_workspace_edit_files",
  title: "Coder: edit files",
  description: "Replace texts in files of a workspace, which is started if it is stopped: all edits or none.",
  annotations: DESTROYS_MORE,
  scopes: ["workspace:read", "workspace:start", "file:read", "file:write"],
  input: z.strictObject({
    workspace,
    files: z.array(z.strictObject({ path: absolutePath, edits })).min(1),
  }),

  run: async (context, { workspace: text, files }) => {
    const named = files.map((file, index) => ({ ...file, field: `files.${index}.edits` }));
    const result = await editThem(context, text, named);
    return jsonResult({ files: editedFields(result), ok: true, message: "Files edited successfully." });
  },
});
