import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MAX_RULES_BYTES, parseRules, type IgnoreRules } from "../../rules/files/ignore-rules.ts";

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
  if (size === 0 || size > MAX_RULES_BYTES) return [];
  const text = await readFile(path, "utf8").catch(() => "");
  return parseRules(text, directory);
}
