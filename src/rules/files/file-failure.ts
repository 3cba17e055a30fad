import { AppError } from "../../wire/errors.ts";
import type { ErrorCode } from "../../wire/errors.ts";

const KNOWN: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ["not_found", "no such file or directory"],
  EACCES: ["forbidden", "permission denied"],
  EPERM: ["forbidden", "operation not permitted"],
  EROFS: ["forbidden", "read-only file system"],
  ENOSPC: ["storage_full", "no space left on the device"],
  EDQUOT: ["storage_full", "disk quota exceeded"],
  ENAMETOOLONG: ["invalid", "the name is too long"],
  ELOOP: ["invalid", "too many levels of symbolic links"],
  ENOTDIR: ["invalid", "a parent of the path is not a directory"],
  EISDIR: ["invalid", "is a directory, use list_directory"],
  EFBIG: ["too_large", "the file would be larger than the file system allows"],
  EBUSY: ["conflict", "the file is a mount point or is in use"],
  ETXTBSY: ["conflict", "the file is a program that runs"],
  EMFILE: ["unavailable", "too many open files in the workspace"],
  ENFILE: ["unavailable", "too many open files in the workspace"],
};

/** The caller's error for a system's error (`ENOENT`…) about `path`; undefined for one that a caller can do nothing about. */
export function fileFailure(errno: string, path: string, cause?: unknown): AppError | undefined {
  const [code, text] = KNOWN[errno] ?? [];
  if (code === undefined || text === undefined) return undefined;
  return new AppError(code, `path: ${path}: ${text}`, {
    cause,
    validations: [{ field: "path", detail: text }],
  });
}
