import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CHECKPOINT_LIMITS } from "../../wire/agent-checkpoints.ts";
import { AppError } from "../../wire/errors.ts";
import { isIgnored, type IgnoreRules } from "../../rules/files/ignore-rules.ts";
import { rulesAbove, withRulesOf } from "../files/ignore-files.ts";

/**
 * Files and symlinks below a folder, without what git ignores; symlinked directories are not entered. Throws AppError
 * "too_large" past the limit of files.
 */
export async function walkFolder(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting: { readonly path: string; readonly rules: IgnoreRules }[] = [
    { path: folder, rules: await rulesAbove(folder) },
  ];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    signal.throwIfAborted();
    const rules = await withRulesOf(at.rules, at.path);
    for (const entry of await readdir(at.path, { withFileTypes: true })) {
      const path = join(at.path, entry.name);
      if (isIgnored(rules, path, entry.isDirectory())) continue;
      if (entry.isDirectory()) waiting.push({ path, rules });
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
    }
    if (found.length > CHECKPOINT_LIMITS.files) throw tooMany(folder);
  }
  return found.toSorted();
}

const tooMany = (folder: string): AppError =>
  new AppError(
    "too_large",
    `path: ${folder} has over ${CHECKPOINT_LIMITS.files} files that git does not ignore`,
    {
      detail: "Name a folder inside of it, or put what is generated into .gitignore.",
    },
  );
