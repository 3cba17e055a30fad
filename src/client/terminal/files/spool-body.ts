import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { quote } from "../../../rules/shell-word.ts";
import { AppError } from "../../../wire/errors.ts";
import type { Shell } from "../shell-pool.ts";
import { demandSuccess } from "./file-facts.ts";
import { BLOCK_BYTES, type Target } from "./open-file.ts";

const PIECE_BLOCKS = 4;
const PIECE_BYTES = PIECE_BLOCKS * BLOCK_BYTES;

/** Brings a body into the workspace, in a file beside its target; the caller removes or renames that. */
export async function spoolBody(
  shell: Shell,
  {
    target,
    content,
    mode,
  }: { readonly target: Target; readonly content: Uint8Array; readonly mode: string | undefined },
  signal: AbortSignal,
): Promise<string> {
  const temporary = join(dirname(target.path), `.${randomUUID().slice(0, 13)}.coder-tmp`);
  const keepsMode = mode ?? target.facts?.mode ?? "";
  demandSuccess(await shell.read(`spool ${quote(temporary)} ${quote(keepsMode)}`, signal), target.path);
  try {
    for (let at = 0; at < content.length; at += PIECE_BYTES) {
      const piece = content.subarray(at, at + PIECE_BYTES);
      const { status, bytes } = await shell.upload(temporary, at / BLOCK_BYTES, piece, signal);
      if (status !== 0 || Number(bytes.toString()) !== at + piece.length)
        throw new AppError(
          "storage_full",
          `path: ${target.path}: the workspace took only a part of the content`,
        );
    }
    return temporary;
  } catch (error) {
    await discard(shell, [temporary]);
    throw error;
  }
}

/** Removes files that are of no use any more, also when the call has been canceled. */
export async function discard(shell: Shell, paths: readonly string[]): Promise<void> {
  const words = paths.map(quote).join(" ");
  await shell.read(`rm -f ${words}`, AbortSignal.timeout(10_000)).catch(() => undefined);
}
