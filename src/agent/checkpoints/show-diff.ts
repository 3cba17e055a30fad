import { readFile, stat } from "node:fs/promises";
import { relative } from "node:path";
import { parseText } from "../../rules/edits/text-form.ts";
import { cutDiff, unifiedDiff } from "../../lib/unified-diff.ts";
import type { Difference } from "./compare.ts";
import type { ContentStore } from "./content-store.ts";

const DIFF_CHARACTERS = 12 * 1024;
/** Larger files are named and not shown. */
const MAX_SHOWN_BYTES = 1024 * 1024;

/** Unified diffs from the checkpoint to the present, of what is text; the rest is one line each. */
export async function showDiff(
  store: ContentStore,
  folder: string,
  differences: readonly Difference[],
): Promise<string> {
  let text = "";
  for (const difference of differences) {
    if (text.length > DIFF_CHARACTERS) break;
    text += await diffOf(store, folder, difference);
  }
  return cutDiff(text, DIFF_CHARACTERS);
}

async function diffOf(
  store: ContentStore,
  folder: string,
  { path, change, entry }: Difference,
): Promise<string> {
  const name = relative(folder, path) || path;
  const before = entry.type === "file" ? await textOf(store.pathOf(entry.sha256)) : "";
  const after = change === "deleted" ? "" : await textOf(path);
  if (change === "mode" || before === undefined || after === undefined) return `${name}: ${change}\n`;
  return `--- ${entry.type === "absent" ? "/dev/null" : name}\n+++ ${change === "deleted" ? "/dev/null" : name}\n${unifiedDiff(before, after)}`;
}

async function textOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > MAX_SHOWN_BYTES) return undefined;
  return parseText(await readFile(path))?.text;
}
