import { z } from "zod";
import type { FileText } from "../../wire/agent-files.ts";
import { invalidField } from "../../wire/errors.ts";
import { MAX_TEXT } from "../format.ts";
import type { ToolContext } from "../context.ts";
import type { Target } from "../reach-agent.ts";
import { suggestNext } from "../suggest-next.ts";
import type { ToolResult } from "../tool.ts";
import { absolutePath, encoding, workspace } from "./arguments.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { onStartedAgent } from "./started-agent.ts";

const MAX_BYTES = 11 * 1024;
const LINES = 2000;

const input = z.strictObject({
  workspace,
  path: absolutePath,
  offset: z.int().min(0).optional().describe("First line, from 1; with base64 the first byte, from 0"),
  limit: z.int().min(1).max(1_048_576).optional().describe("Lines, 2000 by default; with base64 bytes"),
  encoding: encoding.describe("base64 reads bytes: content and mimeType"),
});
type Args = z.output<typeof input>;

export const workspaceReadFile = defineCoderTool({
  name: "coder_workspace_read_file",
  title: "Coder: read file",
  description:
    "Read a file of a workspace by numbered lines, about 12 KiB a call. Starts a stopped workspace.",
  annotations: MUTATES,
  scopes: ["workspace:read", "workspace:start", "file:read"],
  input,

  run: async (context, args) => {
    const read = args.encoding === "base64" ? readBytes : readLines;
    return await onStartedAgent(context, args.workspace, (target) =>
      suggestNext(read(context, target, args), { not_found: "list_directory" }),
    );
  },
});

async function readLines({ signal }: ToolContext, { conn }: Target, args: Args): Promise<ToolResult> {
  const offset = args.offset === undefined || args.offset === 0 ? 1 : args.offset;
  const file = await conn.readText(
    { path: args.path, offset, limit: args.limit ?? LINES, reply_bytes: MAX_BYTES },
    signal,
  );
  if (file.binary)
    throw invalidField("path", `${file.path} is not text (${file.mime_type}); read it with encoding base64`);
  return linesResult(file);
}

function linesResult(file: FileText): ToolResult {
  const lines = file.content.replace(/\n$/, "").split("\n").slice(0, file.lines_read);
  const numbered = lines.map((line, index) => `${file.offset + index}\t${line}`);
  const kept = countFitting(numbered);
  const next = kept < numbered.length ? file.offset + kept : file.next_offset;
  const cut = file.cut_lines > 0 ? " Over-long lines are cut." : "";
  return jsonResult(
    {
      content: numbered.slice(0, kept).join("\n"),
      file_size: file.size,
      lines_read: kept,
      total_lines: file.total_lines,
    },
    `${next === null ? "" : `More lines follow; call again with offset=${next}.`}${cut}`.trim(),
  );
}

/** JSON may blow lines up; at least one is always read. */
function countFitting(lines: readonly string[]): number {
  let length = 0;
  const past = lines.findIndex((line) => (length += JSON.stringify(line).length) > MAX_TEXT - 500);
  return past < 0 ? lines.length : Math.max(1, past);
}

async function readBytes({ signal }: ToolContext, { conn }: Target, args: Args): Promise<ToolResult> {
  const { path, offset = 0, limit = MAX_BYTES } = args;
  const file = await conn.readText({ path, limit: 1, reply_bytes: 1 }, signal);
  const bytes = await conn.readBytes({ path, offset, limit: Math.min(limit, MAX_BYTES) }, signal);
  const end = offset + bytes.length;
  const left = Math.min(file.size, offset + limit) - end;
  return jsonResult(
    { content: Buffer.from(bytes).toString("base64"), mimeType: file.mime_type },
    left > 0 ? `${left} more bytes; call again with offset=${end}.` : undefined,
  );
}
