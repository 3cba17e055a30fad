import { z } from "zod";
import type { EditResult, EditedFile } from "../wire/agent-files.ts";
import { keyArgument } from "./change-arguments.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { DESTROYS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const editFiles = defineTool({
  name: "edit_files",
  title: "Edit files",
  description: "Replace text in one or more files: all edits or none. Returns a diff.",
  annotations: { ...DESTROYS, idempotentHint: false },
  toolsets: ["default"],
  scopes: ["workspace:read", "file:read", "file:write"],
  input: z.strictObject({
    workspace: workspaceArgument,
    files: z
      .array(
        z.strictObject({
          path: z.string().min(1),
          edits: z
            .array(
              z.strictObject({
                search: z.string().min(1).describe("Must be unique, else set replace_all"),
                replace: z.string(),
                replace_all: z.boolean().optional(),
              }),
            )
            .min(1),
          if_match: z.string().optional().describe("etag"),
        }),
      )
      .min(1),
    dry_run: z.boolean().default(false),
    idempotency_key: keyArgument,
  }),

  async run(context, { workspace, files, dry_run, idempotency_key }) {
    const reach = shortReach(context, workspace);
    // A key of our own makes a retry after a lost connection safe.
    const key = idempotency_key ?? crypto.randomUUID();
    const request = { files, dry_run, include_diff: true, idempotency_key: key };
    const result = await onAgent(context, reach, ({ conn }) =>
      suggestNext(conn.edit(request, context.signal), {
        precondition: "read_file",
        invalid: "read_file",
        not_found: "find_files",
      }),
    );
    return { text: textOf(result), structured: { ...result } };
  },
});

function textOf({ files, dry_run: isDry, replayed }: EditResult): string {
  const verb = isDry ? "would edit" : "edited";
  const again = replayed ? " (replayed: an earlier call with this idempotency_key did it)" : "";
  return files.map((file) => `${verb} ${summary(file)}${again}\n${file.diff ?? ""}`).join("");
}

function summary({ path, replacements, tolerant, diff }: EditedFile): string {
  const times = replacements === 1 ? "1 replacement" : `${replacements} replacements`;
  const how = tolerant ? ", matched apart from white space" : "";
  return `${path}: ${times}${how}${diff === "" ? ", nothing changed" : ""}`;
}
