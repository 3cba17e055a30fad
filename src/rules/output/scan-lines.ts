import type { Stream } from "./read-stream.ts";

const CHUNK_BYTES = 256 * 1024;
/** What a filter sees of one line; the rest of a longer one is passed over. */
export const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 10;

/** A line of saved output: its bytes from `start` to `end` with its line end; `text` without, at most 64 KiB of it. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Pending {
  readonly start: number;
  readonly parts: Buffer[];
  kept: number;
}

/**
 * Lines from `from` on, in batches of one read each. The last line without a line end comes only when no more can be
 * appended to it, or when it is longer than a filter sees anyway.
 */
export async function* scanLines(
  { readChunk, total, isEnded }: Stream,
  from: number,
): AsyncGenerator<readonly Line[]> {
  let pending: Pending = { start: from, parts: [], kept: 0 };
  let position = from;
  while (position < total) {
    const buffer = await readChunk(position, Math.min(CHUNK_BYTES, total - position));
    if (buffer.length === 0) break;
    const lines: Line[] = [];
    let begin = 0;
    for (let at = buffer.indexOf(NEWLINE); at !== -1; at = buffer.indexOf(NEWLINE, begin)) {
      keep(pending, buffer.subarray(begin, at));
      lines.push(lineOf(pending, position + at + 1));
      begin = at + 1;
      pending = { start: position + begin, parts: [], kept: 0 };
    }
    keep(pending, buffer.subarray(begin));
    position += buffer.length;
    yield lines;
  }
  if (position > pending.start && (isEnded || pending.kept >= MAX_LINE_BYTES))
    yield [lineOf(pending, position)];
}

function keep(pending: Pending, bytes: Buffer): void {
  const room = MAX_LINE_BYTES - pending.kept;
  if (room <= 0 || bytes.length === 0) return;
  const part = Buffer.from(bytes.subarray(0, room));
  pending.parts.push(part);
  pending.kept += part.length;
}

function lineOf({ start, parts }: Pending, end: number): Line {
  const [first] = parts;
  const bytes = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
  return { start, end, text: bytes.toString("utf8") };
}
