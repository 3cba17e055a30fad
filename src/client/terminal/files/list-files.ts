import { basename, join } from "node:path";
import type { z } from "zod";
import { asTree, MAX_SEEN } from "../../../rules/files/as-tree.ts";
import { isIgnored, type IgnoreRules } from "../../../rules/files/ignore-rules.ts";
import type { FileEntry, FileListing, ListFiles } from "../../../wire/agent-files.ts";
import type { Shell } from "../shell-pool.ts";
import type { FileFacts } from "./file-facts.ts";
import { demandDirectory, readLinks, rulesAbove, walkLevel, type Entry, type Level } from "./walk-level.ts";

/** What a walk finds. */
export interface Walked {
  /** Relative to where the walk began. */
  readonly name: string;
  readonly facts: FileFacts;
  readonly isDirectory: boolean;
}

interface Place {
  readonly path: string;
  readonly name: string;
  readonly rules: IgnoreRules;
}

/** The entries of one level of directories, and how many were left out. */
export interface WalkedLevel {
  readonly found: readonly Walked[];
  readonly ignored: number;
}

/** Goes down from a directory, a level at a time; symlinked directories are not entered. */
export async function* walk(
  shell: Shell,
  path: string,
  ignore: boolean,
  signal: AbortSignal,
): AsyncGenerator<WalkedLevel> {
  await demandDirectory(shell, path, signal);
  let places: readonly Place[] = [
    { path, name: "", rules: ignore ? await rulesAbove(shell, path, signal) : [] },
  ];
  while (places.length > 0) {
    const levels = await walkLevel(
      shell,
      places.map((place) => place.path),
      signal,
    );
    const looked = places.map((place, index) => lookInto(place, levels[index], ignore));
    yield {
      found: looked.flatMap(({ found }) => found),
      ignored: looked.reduce((sum, { ignored }) => sum + ignored, 0),
    };
    places = looked.flatMap(({ deeper }) => deeper);
  }
}

/** What a walk takes of one directory. */
function lookInto(place: Place, level: Level | undefined, ignore: boolean) {
  const { entries = [], rules: own = [] } = level ?? {};
  const rules = ignore ? [...place.rules, ...own] : [];
  const kept = ignore ? entries.filter((entry) => !leavesOut(rules, place, entry)) : entries;
  const found = kept.map(({ name, facts }): Walked => ({
    name: join(place.name, name),
    facts,
    isDirectory: facts.type === "directory",
  }));
  const deeper = found
    .filter(({ isDirectory }) => isDirectory)
    .map(({ name }): Place => ({ path: join(place.path, basename(name)), name, rules }));
  return { found, deeper, ignored: entries.length - kept.length };
}

const leavesOut = (rules: IgnoreRules, place: Place, { name, facts }: Entry): boolean =>
  isIgnored(rules, join(place.path, name), facts.type === "directory");

/** Entries below a directory, upper levels first when the limit is short; shown as a tree, directories before files. */
export async function listFiles(
  shell: Shell,
  path: string,
  query: z.output<typeof ListFiles>,
  signal: AbortSignal,
): Promise<FileListing> {
  const found: Walked[] = [];
  let [depth, seen, ignored] = [0, 0, 0];
  for await (const level of walk(shell, path, query.ignore, signal)) {
    depth += 1;
    seen += level.found.length;
    ignored += level.ignored;
    found.push(...level.found.toSorted(asTree).slice(0, Math.max(0, query.limit - found.length)));
    if (depth >= query.depth || seen >= MAX_SEEN) break;
  }
  const entries = await describe(shell, path, found.toSorted(asTree), signal);
  return { path, entries, omitted: seen - found.length, ignored };
}

async function describe(
  shell: Shell,
  path: string,
  found: readonly Walked[],
  signal: AbortSignal,
): Promise<FileEntry[]> {
  const links = found.filter(({ facts }) => facts.type === "symlink").map(({ name }) => name);
  const read = await readLinks(
    shell,
    links.map((name) => join(path, name)),
    signal,
  );
  const targets = new Map(links.map((name, index) => [name, read[index] ?? null]));
  return found.map(({ name, facts }) => ({
    path: name,
    type: facts.type,
    size: facts.size,
    mode: facts.mode,
    modified_at: facts.modifiedAt,
    target: targets.get(name) ?? null,
  }));
}
