import type { LineWindow } from "./line-window.ts";

const NEWLINE = 10;

/** Where the last bytes of a file begin: a line, and so many bytes into it. */
export interface TailStart {
  readonly from: number;
  readonly skip: number;
}

/**
 * Looks, while a file passes by, for the first line that begins at byte `start` or later; when none does, for the place
 * in the last line.
 */
export function createTailFinder(
  start: number,
): Pick<LineWindow, "push"> & { readonly result: () => TailStart } {
  let position = 0;
  let line = 1;
  let lineStart = 0;
  let lineBefore = 0;
  let found: TailStart | undefined = start <= 0 ? { from: 1, skip: 0 } : undefined;
  return {
    push: (chunk) => {
      for (
        let at = chunk.indexOf(NEWLINE);
        at !== -1 && found === undefined;
        at = chunk.indexOf(NEWLINE, at + 1)
      ) {
        line += 1;
        lineBefore = lineStart;
        lineStart = position + at + 1;
        if (lineStart >= start) found = { from: line, skip: 0 };
      }
      position += chunk.length;
    },
    result: () => {
      if (found === undefined) return { from: line, skip: start - lineStart };
      // A line end that is the file's last byte begins no line.
      const isLine = lineStart < position || line === 1;
      return isLine ? found : { from: line - 1, skip: Math.max(0, start - lineBefore) };
    },
  };
}
