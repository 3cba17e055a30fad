import type { Dirent } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import type { FileEntry, FileListing, ListFiles } from "../../wire/agent-files.ts";
import { invalidField } from "../../wire/errors.ts";
import { errnoOf, withFileErrors } from "../errno.ts";
import { modeText, typeOf } from "./file-stat.ts";
import { asTree, MAX_SEEN } from "../../rules/files/as-tree.ts";
import { isIgnored, type IgnoreRules } from "../../rules/files/ignore-rules.ts";
import { rulesAbove, withRulesOf } from "./ignore-files.ts";

const SLASH = Buffer.from("/");

interface Level {
  /** Absolute, and relative to the listed directory. */
  readonly path: string;
  readonly name: string;
  /** The path as the file system has it, for names that are not UTF-8. */
  readonly raw: Buffer;
  readonly rules: IgnoreRules;
}

interface Found {
  readonly name: string;
  readonly raw: Buffer;
  readonly isDirectory: boolean;
}

/**
 * Entries below a directory, upper levels first when the limit is short; shown as a tree, directories before files.
 * Symlinked directories are shown, not entered.
 */
export async function listFiles(
  path: string,
  query: z.output<typeof ListFiles>,
  signal: AbortSignal,
): Promise<FileListing> {
  return await withFileErrors(path, async () => {
    const counts = { seen: 0, ignored: 0 };
    const found: Found[] = [];
    let levels: readonly Level[] = [
      { path, name: "", raw: Buffer.from(path), rules: query.ignore ? await rulesAbove(path) : [] },
    ];
    for (let depth = 1; depth <= query.depth && levels.length > 0 && counts.seen < MAX_SEEN; depth += 1) {
      const deeper: Level[] = [];
      for (const level of levels) {
        signal.throwIfAborted();
        const inside = await readLevel(level, query.ignore);
        counts.ignored += inside.ignored;
        counts.seen += inside.entries.length;
        found.push(...inside.entries.slice(0, Math.max(0, query.limit - found.length)));
        deeper.push(...inside.levels);
        if (counts.seen >= MAX_SEEN) break;
      }
      levels = deeper;
    }
    const entries = await Promise.all(
      found.toSorted(asTree).map(async ({ name, raw }) => await describe(raw, name)),
    );
    return {
      path,
      entries: entries.filter((entry) => entry !== undefined),
      omitted: counts.seen - found.length,
      ignored: counts.ignored,
    };
  });
}

async function readLevel(level: Level, ignore: boolean) {
  const rules = ignore ? await withRulesOf(level.rules, level.path) : level.rules;
  const all = await readEntries(level);
  const kept = ignore
    ? all.filter((entry) => !isIgnored(rules, join(level.path, entry.name.toString()), entry.isDirectory()))
    : all;
  const entries = kept
    .map((entry): Found => ({
      name: join(level.name, entry.name.toString()),
      raw: Buffer.concat([level.raw, SLASH, entry.name]),
      isDirectory: entry.isDirectory(),
    }))
    .toSorted(asTree);
  const levels = entries
    .filter(({ isDirectory }) => isDirectory)
    .map(({ name, raw }): Level => ({
      path: join(level.path, name.slice(level.name === "" ? 0 : level.name.length + 1)),
      name,
      raw,
      rules,
    }));
  return { entries, levels, ignored: all.length - kept.length };
}

/** A directory below the listed one that cannot be read, or is gone, is shown empty. */
async function readEntries({ path, name, raw }: Level): Promise<readonly Dirent<Buffer>[]> {
  try {
    return await readdir(raw, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    if (name !== "") return [];
    if (errnoOf(error) !== "ENOTDIR" || !(await lstat(path).catch(() => undefined))) throw error;
    throw invalidField("path", `${path} is not a directory, use read_file`);
  }
}

async function describe(path: Buffer, name: string): Promise<FileEntry | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  return {
    path: name,
    type: typeOf(found),
    size: found.size,
    mode: modeText(found),
    modified_at: found.mtime.toISOString(),
    target: found.isSymbolicLink() ? await readlink(path).catch(() => null) : null,
  };
}
