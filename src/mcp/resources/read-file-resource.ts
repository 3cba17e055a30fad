import type { ReadResourceResult, TextResourceContents } from "@modelcontextprotocol/server";
import type { ToolContext } from "../../tools/context.ts";
import { MAX_TEXT } from "../../tools/format.ts";
import { onAgent, shortReach, type Target } from "../../tools/reach-agent.ts";
import type { FileEntry, FileText } from "../../wire/agent-files.ts";
import { AppError } from "../../wire/errors.ts";
import type { ResourceAddress } from "../../tools/resource-uri.ts";
import { restOf } from "./rest-of.ts";

type FileAddress = Extract<ResourceAddress, { kind: "file" }>;
type Contents = ReadResourceResult["contents"];

const MAX_BLOB_BYTES = 1024 * 1024;
const MAX_ENTRIES = 200;

/** A text by lines (up to 16 KiB), any other file up to 1 MiB as it is, or a directory's entries as JSON. */
export async function readFileResource(
  context: ToolContext,
  address: FileAddress,
  uri: string,
): Promise<Contents> {
  const reach = shortReach(context, address.workspace);
  return onAgent(context, reach, async ({ conn }) => {
    const file = await textOrDirectory(context, conn, address);
    if (file === "directory") return listing(context, conn, { path: address.path, uri });
    return file.binary ? blob(context, conn, { file, uri }) : text(file, uri);
  });
}

async function textOrDirectory(
  { signal }: ToolContext,
  conn: Target["conn"],
  { path, offset }: FileAddress,
): Promise<FileText | "directory"> {
  try {
    return await conn.readText({ path, offset: Math.max(1, offset) }, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    const { type } = await conn.stat(path, signal);
    if (type === "directory") return "directory";
    throw error;
  }
}

/** The agent leaves the newline at the end of a piece to its reader. */
function text(file: FileText, uri: string): Contents {
  const goesOn = file.next_offset !== null;
  const end = file.lines_read > 0 && (goesOn || file.final_newline) ? "\n" : "";
  const content = { uri, mimeType: textType(file.mime_type), text: `${file.content}${end}` };
  const cut = file.cut_lines > 0 ? `, ${file.cut_lines} over-long lines cut` : "";
  if (!goesOn) return cut === "" ? [content] : [content, cutNote(uri, file.cut_lines)];
  const read = `lines ${file.offset}-${file.offset + file.lines_read - 1} of ${file.total_lines}${cut}`;
  return [content, restOf({ uri, read, parameter: `offset=${file.next_offset}` })];
}

const cutNote = (uri: string, lines: number): TextResourceContents => ({
  uri,
  mimeType: "text/plain",
  text: `[${lines} over-long lines cut; read them with execute_command]`,
});

const textType = (type: string): string => (type === "application/octet-stream" ? "text/plain" : type);

interface Blob {
  readonly file: FileText;
  readonly uri: string;
}

async function blob({ signal }: ToolContext, conn: Target["conn"], { file, uri }: Blob): Promise<Contents> {
  if (file.size > MAX_BLOB_BYTES)
    throw new AppError(
      "too_large",
      `${file.path} has ${file.size} bytes, more than the ${MAX_BLOB_BYTES} that a resource may have; use execute_command`,
    );
  const bytes = await conn.readBytes({ path: file.path, limit: MAX_BLOB_BYTES }, signal);
  return [{ uri, mimeType: file.mime_type, blob: Buffer.from(bytes).toString("base64") }];
}

interface Directory {
  readonly path: string;
  readonly uri: string;
}

async function listing(
  { signal }: ToolContext,
  conn: Target["conn"],
  { path, uri }: Directory,
): Promise<Contents> {
  const found = await conn.list({ path, limit: MAX_ENTRIES }, signal);
  const entries = entriesThatFit(found.entries);
  const omitted = found.omitted + found.entries.length - entries.length;
  return [{ uri, mimeType: "application/json", text: JSON.stringify({ ...found, entries, omitted }) }];
}

function entriesThatFit(entries: readonly FileEntry[]): readonly FileEntry[] {
  let room = MAX_TEXT;
  const end = entries.findIndex((entry) => {
    room -= JSON.stringify(entry).length + 1;
    return room < 0;
  });
  return end === -1 ? entries : entries.slice(0, end);
}
