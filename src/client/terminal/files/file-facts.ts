import { hash } from "node:crypto";
import { fileFailure } from "../../../rules/files/file-failure.ts";
import type { FileEntry } from "../../../wire/agent-files.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import { timeOf } from "../executions/execution-facts.ts";
import type { Answer } from "../jobs.ts";

/** What `stat` tells of a file in the form of the shell's `FACTS`. */
export interface FileFacts {
  /** As they were told. */
  readonly text: string;
  readonly type: FileEntry["type"];
  readonly kind: string;
  readonly mode: string;
  readonly size: number;
  /** Of the file itself, whatever its name. */
  readonly identity: string;
  readonly modifiedAt: string;
  /** Changes with content, replacement and permissions: any write moves the time of the last change. */
  readonly etag: string;
}

const FACTS = /^(?<mode>[0-9a-f]+) (?<size>\d+) (?<device>\S+) (?<inode>\d+) \d+ \d+ (?<time>\d+\|[^|]*)\|/;
const KINDS: Readonly<Record<number, string>> = {
  0x1: "FIFO",
  0x2: "device",
  0x4: "directory",
  0x6: "device",
  0x8: "file",
  0xa: "symlink",
  0xc: "socket",
};

/** Reads facts; undefined for another text, such as what the system says against it. */
export function parseFacts(told: string): FileFacts | undefined {
  const text = told.trimEnd();
  const { mode, size, device, inode, time } = FACTS.exec(text)?.groups ?? {};
  if (mode === undefined || time === undefined) return undefined;
  const bits = Number.parseInt(mode, 16);
  const kind = KINDS[bits >> 12] ?? "other";
  return {
    text,
    kind,
    type: kind === "file" || kind === "directory" || kind === "symlink" ? kind : "other",
    mode: (bits & 0o7777).toString(8).padStart(4, "0"),
    size: Number(size),
    identity: `${device}-${inode}`,
    modifiedAt: new Date(timeOf(time)).toISOString(),
    etag: hash("sha256", text, "hex").slice(0, 32),
  };
}

/** Throws unless it is a regular file. */
export function demandFile(path: string, { kind }: FileFacts, verb: "read" | "write" = "read"): void {
  if (kind === "file") return;
  if (kind === "directory")
    throw invalidField("path", `${path} is a directory${verb === "read" ? ", use list_directory" : ""}`);
  throw new AppError("unsupported", `path: ${path} is a ${kind}, not a regular file`);
}

/** What programs say of the system's errors, in the C locale. */
const SAID: Readonly<Record<string, string>> = {
  "No such file or directory": "ENOENT",
  "Permission denied": "EACCES",
  "Operation not permitted": "EPERM",
  "Read-only file system": "EROFS",
  "No space left on device": "ENOSPC",
  "Disk quota exceeded": "EDQUOT",
  "File name too long": "ENAMETOOLONG",
  "Too many levels of symbolic links": "ELOOP",
  "Not a directory": "ENOTDIR",
  "Is a directory": "EISDIR",
  "File exists": "ENOTDIR",
  "File too large": "EFBIG",
  "Device or resource busy": "EBUSY",
  "Text file busy": "ETXTBSY",
};

/** The system's name of an error that a program told. */
export function errnoIn(text: string): string | undefined {
  const found = Object.keys(SAID).findLast((words) => text.includes(words));
  return found === undefined ? undefined : SAID[found];
}

/** The caller's error for what a program said about `path`. */
export function saidError(text: string, path: string): AppError {
  // dash says it in its own way.
  const errno = errnoIn(text) ?? (/[Dd]irectory nonexistent/.test(text) ? "ENOENT" : "");
  return (
    fileFailure(errno, path) ??
    new AppError("unavailable", `path: ${path}: the workspace's tools failed: ${text.trim().slice(0, 200)}`)
  );
}

/** Throws what a program said unless it succeeded. */
export function demandSuccess({ status, bytes }: Answer, path: string): void {
  if (status !== 0) throw saidError(bytes.toString(), path);
}
