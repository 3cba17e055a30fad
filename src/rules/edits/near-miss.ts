/** How many lines of a search, and how many places of one of its lines, are looked at. */
const MAX_LINES = 400;
const MAX_PLACES = 8;
const SHOWN_DIFFERENCES = 4;
const SHOWN_CHARACTERS = 160;
const LIKE_ENOUGH = 0.5;
const COMPARED_CHARACTERS = 256;

/** Says where a text comes nearest to a search that it does not have, and what differs there. */
export function describeNearMiss(text: string, search: string): string {
  const lines = text.split("\n");
  const wanted = search.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n").slice(0, MAX_LINES);
  const start = bySameLines(lines, wanted) ?? byLikeness(lines, wanted);
  if (start === undefined) return `nothing in its ${lines.length} lines is like it`;
  return differences(lines, wanted, start);
}

/** Where most lines of the search are, blanks aside; undefined when none is anywhere. */
function bySameLines(lines: readonly string[], wanted: readonly string[]): number | undefined {
  const places = new Map<string, number[]>();
  for (const [index, line] of wanted.entries()) {
    const key = line.trim();
    const known = places.get(key) ?? [];
    if (/\w/.test(key) && known.length < MAX_PLACES) places.set(key, [...known, index]);
  }
  const votes = new Map<number, number>();
  for (const [index, line] of lines.entries())
    for (const place of places.get(line.trim()) ?? [])
      votes.set(index - place, (votes.get(index - place) ?? 0) + 1);
  let best: number | undefined;
  for (const [start, found] of votes) if (found > (votes.get(best ?? Number.NaN) ?? 0)) best = start;
  return best;
}

/** Where the longest line of the search has its likest one. */
function byLikeness(lines: readonly string[], wanted: readonly string[]): number | undefined {
  const longest = wanted.reduce((best, line) => (line.trim().length > best.trim().length ? line : best), "");
  const target = longest.trim().slice(0, COMPARED_CHARACTERS);
  if (target.length < 2) return undefined;
  const compare = likeness(target);
  let best = { at: -1, score: LIKE_ENOUGH };
  for (const [at, line] of lines.entries()) {
    const trimmed = line.trim();
    if (trimmed.length < target.length / 3 || trimmed.length > target.length * 3) continue;
    const score = compare(trimmed.slice(0, COMPARED_CHARACTERS));
    if (score > best.score) best = { at, score };
  }
  return best.at === -1 ? undefined : best.at - wanted.indexOf(longest);
}

const HASHES = 4096;
const pairAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) % HASHES;

/** Compares texts with one: the share of pairs of characters that both have, 0 to 1. */
function likeness(target: string): (text: string) => number {
  const wanted = new Uint16Array(HASHES);
  for (let at = 0; at + 1 < target.length; at += 1) {
    const pair = pairAt(target, at);
    wanted[pair] = (wanted[pair] ?? 0) + 1;
  }
  const left = new Uint16Array(HASHES);
  return (text) => {
    left.set(wanted);
    let shared = 0;
    for (let at = 0; at + 1 < text.length; at += 1) {
      const pair = pairAt(text, at);
      const there = left[pair] ?? 0;
      if (there === 0) continue;
      left[pair] = there - 1;
      shared += 1;
    }
    return (2 * shared) / (target.length + text.length - 2);
  };
}

function differences(lines: readonly string[], wanted: readonly string[], start: number): string {
  const first = Math.max(0, start);
  const last = Math.min(lines.length, start + wanted.length);
  const differing = wanted.flatMap((line, offset) => {
    const found = lines[start + offset];
    return found === line ? [] : [{ number: start + offset + 1, line, found }];
  });
  const shown = differing
    .slice(0, SHOWN_DIFFERENCES)
    .flatMap(({ number, line, found }) => [
      found === undefined ? `line ${number} is not in the file` : `line ${number} is    ${show(found)}`,
      `${" ".repeat(4)}searched is ${show(line)}`,
    ]);
  const rest = differing.length - SHOWN_DIFFERENCES;
  const more = rest > 0 ? [`and ${rest} more lines differ`] : [];
  return [`nearest are lines ${first + 1}-${last}, which differ:`, ...shown, ...more].join("\n");
}

function show(line: string): string {
  return JSON.stringify(line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line);
}
