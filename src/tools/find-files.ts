import { z } from "zod";
import type { FoundFile, FoundFiles } from "../wire/agent-files.ts";
import { clipText } from "./format.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

export const findFiles = defineTool({
  name: "find_files",
  title: "Find files",
  description: "Find files by name and lines by content, as ripgrep does.",
  annotations: READS,
  toolsets: ["default"],
  scopes: ["workspace:read", "file:read"],
  input: z.strictObject({
    workspace: workspaceArgument,
    path: z.string().min(1).default("~/"),
    glob: z.string().min(1).max(1000).optional().describe("E.g. *.ts"),
    content: z.string().min(1).max(1000).optional().describe("Regex"),
    context: z.int().min(0).max(20).default(0).describe("Lines around each match"),
    offset: z.int().min(0).max(1_000_000).default(0),
    limit: z.int().min(1).max(1000).default(100),
    include_ignored: z.boolean().default(false),
  }),

  async run(context, { workspace, include_ignored: all, ...query }) {
    const reach = shortReach(context, workspace);
    const found = await onAgent(context, reach, ({ conn }) =>
      suggestNext(conn.find({ ...query, ignore: String(!all) }, context.signal), {
        not_found: "list_directory",
      }),
    );
    return { text: textOf(found, query.content !== undefined), structured: { ...found } };
  },
});

function textOf(
  { path, files, count, next_offset: next, timed_out }: FoundFiles,
  byContent: boolean,
): string {
  const kind = byContent ? `${count} matching lines in ${files.length} files` : `${files.length} files`;
  const notes = [
    timed_out ? "; the time was over before the end" : "",
    next === null ? "" : `; go on with offset ${next}`,
  ].join("");
  return `${path}: ${kind}${notes}\n${clipText(files.map(show).join("\n"))}`;
}

function show({ path, lines }: FoundFile): string {
  return [path, ...lines.map(({ line, text, match }) => `  ${line}${match ? ":" : "-"} ${text}`)].join("\n");
}
