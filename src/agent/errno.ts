import { fileFailure } from "../rules/files/file-failure.ts";

/** The system's error name (`ENOENT`…) of a thrown value, if it has one. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The caller's error for what the system said about `path`; anything unknown passes through as it is. */
export function fileError(error: unknown, path: string): unknown {
  return fileFailure(errnoOf(error) ?? "", path, error) ?? error;
}

/** Runs `body` and turns its file system errors into the caller's. */
export async function withFileErrors<T>(path: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw fileError(error, path);
  }
}
