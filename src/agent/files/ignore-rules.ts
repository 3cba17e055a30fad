import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/** Directories that are heaps in every project. */
const ALWAYS = new Set([".git", "node_modules"]);

interface Rule {
  readonly base: string;
  readonly pattern: RegExp;
  readonly isNegated: boolean;
  readonly directoriesOnly: boolean;
}

/** The rules that hold in one directory, outermost first: the last that matches decides, as in git. */
export type IgnoreRules = readonly Rule[];

/** Rules from the .gitignore files above `directory`, up to the root of its repository. */
export async function rulesAbove(directory: string): Promise<IgnoreRules> {
  const chain = await repositoryChain(directory);
  const lists = await Promise.all(chain.map(rulesOf));
  return lists.flat();
}

/** `rules` and those of `directory`'s own .gitignore. */
export async function withRulesOf(rules: IgnoreRules, directory: string): Promise<IgnoreRules> {
  const own = await rulesOf(directory);
  return own.length === 0 ? rules : [...rules, ...own];
}

/** Tells whether a listing leaves the entry out. */
export function isIgnored(rules: IgnoreRules, path: string, isDirectory: boolean): boolean {
  if (isDirectory && ALWAYS.has(path.slice(path.lastIndexOf("/") + 1))) return true;
  const decisive = rules.findLast(
    ({ base, pattern, directoriesOnly }) =>
      (isDirectory || !directoriesOnly) && pattern.test(relative(base, path)),
  );
  return decisive !== undefined && !decisive.isNegated;
}

/** The directories between a repository's root and the parent of `directory`, root first; none outside of one. */
async function repositoryChain(directory: string): Promise<readonly string[]> {
  const chain: string[] = [];
  let at = directory;
  while (!(await exists(join(at, ".git")))) {
    const parent = dirname(at);
    if (parent === at) return [];
    chain.unshift(parent);
    at = parent;
  }
  return chain;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

async function rulesOf(directory: string): Promise<IgnoreRules> {
  const path = join(directory, ".gitignore");
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
  if (size === 0 || size > 1024 * 1024) return [];
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => parseRule(line, directory) ?? []);
}

function parseRule(line: string, base: string): Rule | undefined {
  const text = line.replace(/\r$/, "").replace(/(?<!\\)\s+$/, "");
  if (text === "" || text.startsWith("#")) return undefined;
  const isNegated = text.startsWith("!");
  const body = text.slice(isNegated ? 1 : 0).replace(/^\\(?=[#!])/, "");
  const directoriesOnly = body.endsWith("/");
  const glob = directoriesOnly ? body.slice(0, -1) : body;
  if (glob === "") return undefined;
  const isAnchored = glob.includes("/");
  const prefix = isAnchored ? "" : "(?:.*/)?";
  try {
    const pattern = new RegExp(`^${prefix}${globSource(glob.replace(/^\//, ""))}$`);
    return { base, pattern, isNegated, directoriesOnly };
  } catch {
    return undefined;
  }
}

const TOKEN = /\*\*\/|\/\*\*$|\*+|\?|\[(?:!|\^)?\]?[^\]]*\]|\\.|[^*?[\\]+|./gs;
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

function globSource(glob: string): string {
  return glob.replace(TOKEN, (token) => {
    if (token === "**/") return "(?:[^/]+/)*";
    if (token === "/**") return "/.+";
    if (token.startsWith("*")) return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.length > 1 && token.startsWith("["))
      return token.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    return (token.length === 2 && token.startsWith("\\") ? token.slice(1) : token).replace(SPECIAL, "\\$&");
  });
}
