/** Text that takes the place of what stands from `start` up to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end), text);
}

/** The line ending of a text; that of Unix where it has none. */
export const eolOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

/** Where the line of an offset begins. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** Where the line after an offset begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** The blanks that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? "";
}

/** Where the line break before an offset begins; undefined where more than blanks stand between. */
export function breakBefore(text: string, offset: number): number | undefined {
  const before = text.slice(0, offset).replace(/[ \t]+$/, "");
  if (!before.endsWith("\n")) return undefined;
  return before.endsWith("\r\n") ? before.length - 2 : before.length - 1;
}

/** Both count from 1. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - lineStart(text, offset) + 1 };
}
