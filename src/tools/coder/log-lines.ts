const HEAD_CHARACTERS = 3 * 1024;
const TAIL_CHARACTERS = 10 * 1024;
const LINE_CHARACTERS = 1000;

/** The lines of a log, their middle left out past 13 KiB: what broke stands at the end. */
export function boundLines(lines: readonly string[]): readonly string[] {
  const short = lines.map(shortLine);
  const head = countWithin(short, HEAD_CHARACTERS);
  const rest = short.slice(head);
  const tail = countWithin(rest.toReversed(), TAIL_CHARACTERS);
  const left = rest.length - tail;
  if (left === 0) return short;
  return [...short.slice(0, head), `[${left} lines left out]`, ...rest.slice(left)];
}

const shortLine = (line: string): string =>
  line.length <= LINE_CHARACTERS ? line : `${line.slice(0, LINE_CHARACTERS)}…`;

/** How many of the first lines have so many characters together, as JSON has them. */
function countWithin(lines: readonly string[], limit: number): number {
  let length = 0;
  const past = lines.findIndex((line) => (length += JSON.stringify(line).length + 1) > limit);
  return past < 0 ? lines.length : past;
}
