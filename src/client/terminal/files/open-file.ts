import { quote } from "../../../rules/shell-word.ts";
import type { Answer } from "../jobs.ts";
import type { Shell } from "../shell-pool.ts";
import { errnoIn, parseFacts, saidError, type FileFacts } from "./file-facts.ts";

export const BLOCK_BYTES = 64 * 1024;
/** Of one answer: others wait for it. */
const PIECE_BLOCKS = 4;

/** What a path means at last, behind any symlinks. */
export interface Target {
  readonly path: string;
  readonly facts: FileFacts | undefined;
}

/** A file, and its first bytes: all of them, if it is short. */
export interface Opened extends Target {
  readonly facts: FileFacts;
  readonly begin: Buffer;
}

/** Reads what the shell's `target` printed: symlinks are followed, also to what is not there. Throws AppError for all else. */
export function parseTarget({ bytes }: Answer, path: string): Target {
  const [told = "", real = ""] = bytes.toString().split("\n", 2);
  const facts = parseFacts(told);
  if (facts === undefined && errnoIn(told) !== "ENOENT") throw saidError(told, path);
  return { path: Buffer.from(real, "base64").toString(), facts };
}

/** Looks at a file and reads its first bytes; of what is no regular file, none. */
export async function openFile(shell: Shell, path: string, signal: AbortSignal): Promise<Opened> {
  const answer = await shell.read(`opened ${quote(path)} ${PIECE_BLOCKS}`, signal);
  const first = answer.bytes.indexOf("\n");
  const second = answer.bytes.indexOf("\n", first + 1);
  const { path: real, facts } = parseTarget(answer, path);
  const begin = Buffer.from(answer.bytes.subarray(second + 1));
  if (facts === undefined) throw saidError("No such file or directory", path);
  if (answer.status !== 0) throw saidError(begin.toString(), path);
  return { path: real, facts, begin };
}

/** Bytes of an opened file from `offset` on, in pieces as they come. */
export async function* readRange(
  shell: Shell,
  { path, facts, begin }: Opened,
  range: { readonly offset: number; readonly length: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const end = Math.min(facts.size, range.offset + range.length);
  let at = range.offset;
  if (at < Math.min(begin.length, end)) {
    yield begin.subarray(at, end);
    at = Math.min(begin.length, end);
  }
  while (at < end) {
    const skip = Math.floor(at / BLOCK_BYTES);
    const { bytes } = await shell.read(`part ${quote(path)} ${skip} ${PIECE_BLOCKS}`, signal);
    const from = at - skip * BLOCK_BYTES;
    const piece = bytes.subarray(from, from + end - at);
    if (piece.length === 0) return;
    yield piece;
    at += piece.length;
  }
}

/** The same in one piece. */
export async function readWhole(shell: Shell, opened: Opened, signal: AbortSignal): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const range = { offset: 0, length: opened.facts.size };
  for await (const piece of readRange(shell, opened, range, signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}
