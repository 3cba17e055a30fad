import { withoutPartialEnd } from "../output/cut-utf8.ts";

const NEWLINE = 10;

/** Collects the lines wanted out of a file that passes by in chunks. */
export interface LineWindow {
  readonly push: (chunk: Buffer) => void;
  /** To be called after the last chunk; returns how many lines the file has. */
  readonly end: () => number;
  readonly result: () => { readonly content: string; readonly taken: number; readonly cut: number };
}

/* oxlint-disable max-lines-per-function -- one small state machine whose parts share all of its state. */
/** Takes up to `limit` lines from line `from` on, and of a single line no more than `bytes` allow. */
export function createLineWindow({
  from,
  limit,
  bytes,
  skip = 0,
}: {
  from: number;
  limit: number;
  bytes: number;
  /** So many bytes of the first line are passed over. */
  skip?: number;
}): LineWindow {
  const lines: Buffer[] = [];
  const state = { line: 1, size: 0, cut: 0, isFull: limit === 0 };
  let parts: Buffer[] = [];
  let partBytes = 0;
  let length = 0;

  const keep = (given: Buffer) => {
    const passed = state.line === from ? Math.max(0, skip - length) : 0;
    length += given.length;
    if (state.isFull || state.line < from) return;
    const piece = given.subarray(passed);
    const part = Buffer.from(piece.subarray(0, Math.max(0, bytes - state.size - partBytes)));
    partBytes += part.length;
    if (part.length > 0) parts.push(part);
  };
  const finishLine = () => {
    if (!state.isFull && state.line >= from)
      take(Buffer.concat(parts), length - (state.line === from ? Math.min(skip, length) : 0));
    state.line += 1;
    parts = [];
    partBytes = 0;
    length = 0;
  };
  const take = (line: Buffer, fullLength: number) => {
    const fits = line.length === fullLength;
    if (!fits && lines.length > 0) {
      state.isFull = true;
      return;
    }
    lines.push(fits ? line : line.subarray(0, withoutPartialEnd(line)));
    state.size += line.length + 1;
    if (!fits) state.cut += 1;
    state.isFull = !fits || lines.length >= limit || state.size >= bytes;
  };
  return {
    push: (chunk) => {
      let begin = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, begin)) {
        keep(chunk.subarray(begin, at));
        finishLine();
        begin = at + 1;
      }
      keep(chunk.subarray(begin));
    },
    end: () => {
      if (length > 0) finishLine();
      return state.line - 1;
    },
    result: () => ({
      content: lines.map((line) => line.toString("utf8")).join("\n"),
      taken: lines.length,
      cut: state.cut,
    }),
  };
}
