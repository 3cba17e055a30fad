import type { FileTransfer } from "../wire/file-transfer.ts";
import { formatSize } from "./format.ts";
import type { ToolResult } from "./tool.ts";

/** A URL as the model shows it or uses it, with a command line that works as it stands. */
export function showTransfer(transfer: FileTransfer): ToolResult {
  const { method, path, expires_at: end, max_bytes: limit } = transfer;
  const curl = curlOf(transfer);
  const what =
    method === "GET"
      ? `${path}, ${sizeOf(transfer)}: anyone with the URL can fetch it until ${end}`
      : `${path}: anyone with the URL can write it, once or more, until ${end}, up to ${formatSize(limit ?? 0)}`;
  return { text: `${what}\n${curl}`, structured: { ...transfer, curl } };
}

const sizeOf = ({ size }: FileTransfer): string => (size === null ? "of unknown size" : formatSize(size));

function curlOf({ method, url, path }: FileTransfer): string {
  const name = quoted(path.split("/").at(-1) || "file");
  return method === "GET"
    ? `curl --fail-with-body -sS -o ./${name} ${quoted(url)}`
    : `curl --fail-with-body -sS -T ./${name} ${quoted(url)}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
