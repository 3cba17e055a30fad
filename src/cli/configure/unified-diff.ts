const CONTEXT = 3;

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** The change of a file as `diff -u` shows it; empty where nothing changes. Undefined stands for no file. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return "";
  const lines = compare(linesOf(before ?? ""), linesOf(after ?? ""));
  const from = before === undefined ? "/dev/null" : path;
  const to = after === undefined ? "/dev/null" : path;
  const hunks = hunksOf(lines).map(([start, end]) => hunkText(lines, start, end));
  return [`--- ${from}\n+++ ${to}\n`, ...hunks].join("");
}

/** Each with its line break, which the last one may lack. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The lines of both, after what they begin and end with alike was set aside. */
function compare(old: readonly string[], young: readonly string[]): readonly Line[] {
  const shorter = Math.min(old.length, young.length);
  let head = 0;
  while (head < shorter && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === young.at(-1 - tail)) tail++;
  return [
    ...same(old.slice(0, head)),
    ...changed(old.slice(head, old.length - tail), young.slice(head, young.length - tail)),
    ...same(old.slice(old.length - tail)),
  ];
}

const same = (lines: readonly string[]): readonly Line[] => lines.map((text) => ({ mark: " ", text }));

/** By the longest common subsequence of lines. */
function changed(old: readonly string[], young: readonly string[]): readonly Line[] {
  const lengths = commonLengths(old, young);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const [gone, come] = [old[i], young[j]];
    if (gone !== undefined && gone === come) {
      lines.push({ mark: " ", text: gone });
      [i, j] = [i + 1, j + 1];
    } else if (gone !== undefined && (come === undefined || at(lengths, i + 1, j) >= at(lengths, i, j + 1))) {
      lines.push({ mark: "-", text: gone });
      i++;
    } else {
      lines.push({ mark: "+", text: come ?? "" });
      j++;
    }
  }
  return lines;
}

function commonLengths(old: readonly string[], young: readonly string[]): readonly (readonly number[])[] {
  const rows: number[][] = Array.from({ length: old.length + 1 }, () => []);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      const length =
        old[i] === young[j] ? at(rows, i + 1, j + 1) + 1 : Math.max(at(rows, i + 1, j), at(rows, i, j + 1));
      (rows[i] ?? [])[j] = length;
    }
  }
  return rows;
}

const at = (rows: readonly (readonly number[])[], i: number, j: number): number => rows[i]?.[j] ?? 0;

/** From where to where each hunk goes; changes that are near each other share one. */
function hunksOf(lines: readonly Line[]): readonly (readonly [number, number])[] {
  const hunks: [number, number][] = [];
  for (const [index, { mark }] of lines.entries()) {
    if (mark === " ") continue;
    const last = hunks.at(-1);
    const [start, end] = [Math.max(0, index - CONTEXT), Math.min(lines.length, index + CONTEXT + 1)];
    if (last !== undefined && start <= last[1]) last[1] = end;
    else hunks.push([start, end]);
  }
  return hunks;
}

function hunkText(lines: readonly Line[], start: number, end: number): string {
  const range = (mark: "-" | "+"): string => {
    const count = (part: readonly Line[]): number =>
      part.filter((line) => line.mark === " " || line.mark === mark).length;
    const size = count(lines.slice(start, end));
    const before = count(lines.slice(0, start));
    return `${mark}${size === 0 ? before : before + 1},${size}`;
  };
  const body = lines
    .slice(start, end)
    .map(
      ({ mark, text }) => `${mark}${text}${text.endsWith("\n") ? "" : "\n\\ No newline at end of file\n"}`,
    );
  return `@@ ${range("-")} ${range("+")} @@\n${body.join("")}`;
}
