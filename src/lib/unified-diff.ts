import { diffLines } from "./diff-lines.ts";
import type { Change } from "./diff-lines.ts";

const CONTEXT = 3;

/** A unified diff of two texts, without the lines that name files; empty when they are equal. */
export function unifiedDiff(before: string, after: string): string {
  const left = linesOf(before);
  const right = linesOf(after);
  const hunks = grouped(diffLines(left, right));
  return hunks.map((changes) => hunk(left, right, changes)).join("");
}

/** Lines with their line ends, so that a missing one at the end of the file shows. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Changes whose surroundings touch are told together. */
function grouped(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group === undefined || last === undefined || change.oldStart - last.oldEnd > 2 * CONTEXT)
      groups.push([change]);
    else group.push(change);
  }
  return groups;
}

function hunk(left: readonly string[], right: readonly string[], changes: readonly Change[]): string {
  const lines: string[] = [];
  const oldStart = Math.max(0, (changes[0]?.oldStart ?? 0) - CONTEXT);
  const newStart = Math.max(0, (changes[0]?.newStart ?? 0) - CONTEXT);
  let at = oldStart;
  for (const change of changes) {
    lines.push(...left.slice(at, change.oldStart).map((line) => ` ${line}`));
    lines.push(...left.slice(change.oldStart, change.oldEnd).map((line) => `-${line}`));
    lines.push(...right.slice(change.newStart, change.newEnd).map((line) => `+${line}`));
    at = change.oldEnd;
  }
  const end = Math.min(left.length, at + CONTEXT);
  lines.push(...left.slice(at, end).map((line) => ` ${line}`));
  const newEnd = (changes.at(-1)?.newEnd ?? 0) + end - at;
  const head = `@@ -${range(oldStart, end)} +${range(newStart, newEnd)} @@\n`;
  return head + lines.map(withLineEnd).join("");
}

const range = (start: number, end: number): string => `${end > start ? start + 1 : start},${end - start}`;

const withLineEnd = (line: string): string =>
  line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`;

/** As much of a diff as `room` characters hold, in whole lines, and how many lines are left out. */
export function cutDiff(diff: string, room: number): string {
  if (diff.length <= room) return diff;
  const kept = diff.slice(0, Math.max(0, diff.lastIndexOf("\n", room - 1) + 1));
  return `${kept}[${linesOf(diff).length - linesOf(kept).length} more lines of the diff left out]\n`;
}
