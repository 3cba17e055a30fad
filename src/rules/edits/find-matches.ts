/** A place that an edit replaces, in characters of the text. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export interface Found {
  readonly matches: readonly Match[];
  /** Found only without regard to white space. */
  readonly tolerant: boolean;
}

interface Wanted {
  readonly search: string;
  readonly replace: string;
}

/**
 * Every place that `search` means: as it stands; if there is none, whole lines that differ in white space at their
 * ends; if there is none, lines that differ in their indentation, which the replacement then takes over. Matches of
 * the first kind may overlap.
 */
export function findMatches(text: string, { search, replace }: Wanted): Found {
  const wanted = { search: search.replaceAll("\r\n", "\n"), replace: replace.replaceAll("\r\n", "\n") };
  const matches = exactMatches(text, wanted);
  if (matches.length > 0) return { matches, tolerant: false };
  if (wanted.search.trim() === "") return { matches: [], tolerant: false };
  const lines = text.split("\n");
  const ends = lineMatches(lines, wanted, (line) => line.trimEnd());
  if (ends.length > 0) return { matches: ends, tolerant: true };
  return { matches: lineMatches(lines, wanted, (line) => line.trim()), tolerant: true };
}

function exactMatches(text: string, { search, replace }: Wanted): readonly Match[] {
  const matches: Match[] = [];
  for (let at = text.indexOf(search); at !== -1; at = text.indexOf(search, at + 1))
    matches.push({ start: at, end: at + search.length, replacement: replace });
  return matches;
}

function lineMatches(
  lines: readonly string[],
  { search, replace }: Wanted,
  plain: (line: string) => string,
): readonly Match[] {
  const endsLine = search.endsWith("\n");
  const searched = (endsLine ? search.slice(0, -1) : search).split("\n");
  const wanted = searched.map(plain);
  const candidates = lines.map(plain);
  const matches: Match[] = [];
  let start = 0;
  for (const [index, line] of lines.entries()) {
    if (
      wanted[0] === candidates[index] &&
      wanted.every((one, offset) => one === candidates[index + offset])
    ) {
      const found = lines.slice(index, index + searched.length);
      const isLast = index + searched.length >= lines.length;
      const end = start + found.join("\n").length + (endsLine && !isLast ? 1 : 0);
      // A file that ends without a newline still does.
      const kept = endsLine && isLast ? replace.replace(/\n$/, "") : replace;
      matches.push({ start, end, replacement: reindent(kept, searched, found) });
    }
    start += line.length + 1;
  }
  return matches;
}

const indentOf = (line: string): string => /^[^\S\n]*/.exec(line)?.[0] ?? "";

/** Gives each line of the replacement the indentation that the file has where the search has that line's. */
function reindent(replace: string, searched: readonly string[], found: readonly string[]): string {
  const pairs = searched.flatMap((line, index): (readonly [string, string])[] =>
    line.trim() === "" ? [] : [[indentOf(line), indentOf(found[index] ?? "")]],
  );
  const longestFirst = pairs.toSorted(([a], [b]) => b.length - a.length);
  const [unit, unitThere] = indentUnit(longestFirst);
  const lines = replace.split("\n").map((line) => {
    const indent = indentOf(line);
    if (indent === line) return line;
    const [from, to] = longestFirst.find(([known]) => indent.startsWith(known)) ?? ["", ""];
    const deeper = indent.slice(from.length);
    return to + (unit === "" ? deeper : deeper.replaceAll(unit, unitThere)) + line.slice(indent.length);
  });
  return lines.join("\n");
}

/** One level of indentation in the search and in the file, where the matched lines tell; else both empty. */
function indentUnit(longestFirst: readonly (readonly [string, string])[]): readonly [string, string] {
  const [deep, deepThere] = longestFirst[0] ?? ["", ""];
  const [flat, flatThere] = longestFirst.at(-1) ?? ["", ""];
  const isTold = deep !== flat && deep.startsWith(flat) && deepThere.startsWith(flatThere);
  return isTold ? [deep.slice(flat.length), deepThere.slice(flatThere.length)] : ["", ""];
}

/** Those that can be replaced together: of overlapping ones the first. */
export function apart(matches: readonly Match[]): readonly Match[] {
  const kept: Match[] = [];
  let end = 0;
  for (const match of matches) {
    if (match.start < end) continue;
    kept.push(match);
    end = match.end;
  }
  return kept;
}
