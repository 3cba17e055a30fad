import { AppError } from "../wire/errors.ts";
import type { Incoming } from "./transport.ts";

/** Reads a whole body, refusing more than `limit` bytes before they pile up in memory. */
export async function readBody(answer: Incoming, limit: number): Promise<Uint8Array> {
  if (Number(answer.header("content-length") ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
}

function tooLarge(limit: number): AppError {
  return new AppError("too_large", `the deployment's answer is over ${limit} bytes; ask for less`);
}
