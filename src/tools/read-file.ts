import { z } from "zod";
import type { FileText } from "../wire/agent-files.ts";
import type { ToolContext } from "./context.ts";
import { formatSize } from "./format.ts";
import { onAgent, shortReach, type Target } from "./reach-agent.ts";
import { suggestNext } from "./suggest-next.ts";
import { READS, defineTool, type ToolResult } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

const MAX_IMAGE_BYTES = 1024 * 1024;
const IMAGES: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
export const readFile = defineTool({
  name: "read_file",
  title: "Read file",
  description: "Read a text file (16 KiB a call) or an image up to 1 MiB.",
  annotations: READS,
  toolsets: ["default", "minimal"],
  scopes: ["workspace:read", "file:read"],
  input: z.strictObject({
    workspace: workspaceArgument,
    path: z.string().min(1).describe("Absolute or ~/…"),
    offset: z.int().default(1).describe("First line; negative: from the end"),
    limit: z.int().min(1).max(100_000).default(2000),
    tail_bytes: z.int().optional(),
  }),

  async run(context, { workspace, path, offset, limit, tail_bytes }) {
    const reach = shortReach(context, workspace);
    return onAgent(context, reach, async (target) => {
      const reading = target.conn.readText({ path, offset, limit, tail_bytes }, context.signal);
      const file = await suggestNext(reading, { not_found: "list_directory" });
      return file.binary ? readBinary(context, target, file) : textResult(file);
    });
  },
});

function textResult(file: FileText): ToolResult {
  const last = file.offset + file.lines_read - 1;
  const range = file.lines_read === 0 ? "no lines" : `lines ${file.offset}-${last}`;
  const notes = [
    file.next_offset === null ? "" : `; go on with offset ${file.next_offset}`,
    file.cut_lines > 0 ? `; ${file.cut_lines} over-long lines cut` : "",
    file.final_newline || file.total_lines === 0 ? "" : "; no newline at the end",
  ].join("");
  return {
    text: `${file.path}: ${range} of ${file.total_lines}, ${formatSize(file.size)}, etag ${file.etag}${notes}\n${file.content}`,
    structured: { ...file },
  };
}

async function readBinary({ signal }: ToolContext, { conn }: Target, file: FileText): Promise<ToolResult> {
  const { content: _empty, ...facts } = file;
  const kind = `${file.path}: ${file.mime_type}, ${formatSize(file.size)}`;
  if (!IMAGES.includes(file.mime_type))
    return {
      text: `${kind}, not text; inspect it with execute_command (file, xxd, sha256sum)`,
      structured: facts,
    };
  if (file.size > MAX_IMAGE_BYTES)
    return {
      text: `${kind}, over the 1 MiB that can be shown; shrink it with execute_command`,
      structured: facts,
    };
  const bytes = await conn.readBytes({ path: file.path, limit: MAX_IMAGE_BYTES }, signal);
  const data = Buffer.from(bytes).toString("base64");
  return { text: kind, structured: facts, images: [{ mimeType: file.mime_type, data }] };
}
