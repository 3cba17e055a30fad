import { unifiedDiff } from "../../lib/unified-diff.ts";

/** The change of a file as `diff -u` shows it; empty where nothing changes. Undefined stands for no file. */
export function fileDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return "";
  const from = before === undefined ? "/dev/null" : path;
  const to = after === undefined ? "/dev/null" : path;
  return `--- ${from}\n+++ ${to}\n${unifiedDiff(before ?? "", after ?? "")}`;
}
