import { AppError } from "../wire/errors.ts";
import type { ErrorCode } from "../wire/errors.ts";

/** The system's error name (`ENOENT`…) of a thrown value, if it has one. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

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

/** The caller's error for what the system said about `path`; anything unknown passes through as it is. */
export function fileError(error: unknown, path: string): unknown {
  const [code, text] = KNOWN[errnoOf(error) ?? ""] ?? [];
  if (code === undefined || text === undefined) return error;
  const message = `path: ${path}: ${text}`;
  return new AppError(code, message, { cause: error, validations: [{ field: "path", detail: text }] });
}

/** Runs `body` and turns its file system errors into the caller's. */
export async function withFileErrors<T>(path: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw fileError(error, path);
  }
}
