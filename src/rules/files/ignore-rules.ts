import { relative } from "node:path";

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

/** The largest .gitignore that is read, in bytes. */
export const MAX_RULES_BYTES = 1024 * 1024;

/** The rules of a .gitignore in the directory `base`. */
export const parseRules = (text: string, base: string): IgnoreRules =>
  text.split("\n").flatMap((line) => parseRule(line, base) ?? []);

/** Tells whether a listing leaves the entry out. */
export function isIgnored(rules: IgnoreRules, path: string, isDirectory: boolean): boolean {
  if (isDirectory && ALWAYS.has(path.slice(path.lastIndexOf("/") + 1))) return true;
  const decisive = rules.findLast(
    ({ base, pattern, directoriesOnly }) =>
      (isDirectory || !directoriesOnly) && pattern.test(relative(base, path)),
  );
  return decisive !== undefined && !decisive.isNegated;
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
