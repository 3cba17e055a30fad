import type { FoundLine } from "../../wire/agent-files.ts";
import type { FindRequest, Hit } from "./ripgrep.ts";

export interface Collected {
  readonly path: Buffer;
  readonly lines: FoundLine[];
}

export interface Collection {
  readonly files: readonly Collected[];
  /** Matching lines, or files. */
  readonly count: number;
  readonly isMore: boolean;
}

type Line = NonNullable<Hit["line"]>;

const REPLY_BYTES = 12 * 1024;
const LINE_CHARACTERS = 400;

/** Skips `offset` matches and takes `limit`, fewer where the answer becomes too long, with the context of each. */
export async function collectHits(
  hits: AsyncIterable<Hit>,
  { offset, limit, context }: FindRequest,
): Promise<Collection> {
  const files: Collected[] = [];
  const state = { seen: 0, count: 0, bytes: 0 };
  /** Context that belongs to the next match, if that is taken. */
  let ahead: Line[] = [];
  let taken: { readonly path: Buffer; readonly number: number } | undefined;
  for await (const { path, line } of hits) {
    if (line?.isMatch === false) {
      const follows = taken?.path.equals(path) === true && line.number - taken.number <= context;
      if (follows) state.bytes += addLine(files, path, line);
      else ahead.push(line);
      continue;
    }
    if (state.count >= limit || state.bytes >= REPLY_BYTES)
      return { files, count: state.count, isMore: true };
    state.seen += 1;
    taken = undefined;
    if (state.seen > offset) {
      for (const one of [...ahead, ...(line === undefined ? [] : [line])])
        state.bytes += addLine(files, path, one);
      if (line === undefined) {
        files.push({ path, lines: [] });
        state.bytes += path.length;
      }
      state.count += 1;
      taken = { path, number: line?.number ?? 0 };
    }
    ahead = [];
  }
  return { files, count: state.count, isMore: false };
}

/** Adds a line to its file, and returns what it adds to the answer. */
function addLine(files: Collected[], path: Buffer, { number, text, isMatch }: Line): number {
  const last = files.at(-1);
  const file = last?.path.equals(path) === true ? last : { path, lines: [] };
  if (file !== last) files.push(file);
  const plain = text.replace(/\r?\n$/, "");
  const shown = plain.length > LINE_CHARACTERS ? `${plain.slice(0, LINE_CHARACTERS)}…` : plain;
  file.lines.push({ line: number, text: shown, match: isMatch });
  return shown.length + (file === last ? 8 : path.length);
}
