import { statSync } from "node:fs";
import { AppError, invalidField } from "../../wire/errors.ts";
import { errnoOf } from "../errno.ts";
import { expandPath } from "../../rules/files/expand-path.ts";

export interface Directories {
  readonly home: string;
  /** The agent's directory from the manifest, `~` not yet expanded. */
  readonly directory: string | undefined;
}

/** Where a command runs: what the caller named, else the agent's directory, else home when that does not exist. */
export function workingDirectory(wanted: string | undefined, dirs: Directories): string {
  if (wanted !== undefined) return demandDirectory(expandPath(wanted, dirs.home, "workdir"));
  const preset = expandDirectory(dirs);
  return isDirectory(preset) ? preset : dirs.home;
}

/** The manifest's directory as an absolute path; a relative one counts from home. */
export function expandDirectory({ directory, home }: Directories): string {
  if (directory === undefined || directory === "") return home;
  const isRooted = directory.startsWith("/") || directory === "~" || directory.startsWith("~/");
  return expandPath(isRooted ? directory : `~/${directory}`, home, "directory");
}

function demandDirectory(path: string): string {
  try {
    if (statSync(path).isDirectory()) return path;
  } catch (cause) {
    const denied = errnoOf(cause) === "EACCES";
    const detail = denied ? `${path}: permission denied` : `${path} does not exist`;
    const options = { cause, validations: [{ field: "workdir", detail }] };
    throw new AppError(denied ? "forbidden" : "invalid", `workdir: ${detail}`, options);
  }
  throw invalidField("workdir", `${path} is not a directory`);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
