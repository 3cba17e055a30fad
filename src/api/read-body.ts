import { AppError } from "../wire/errors.ts";
import type { ApiContext } from "./api-env.ts";

const MIB = 1024 * 1024;

/** The whole body; throws "too_large" as soon as it is known to have more than `maxBytes` (1 MiB). */
export async function readBody(c: ApiContext, maxBytes = MIB): Promise<Uint8Array> {
  if (Number(c.req.header("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("too_large", `Request body must have at most ${maxBytes} bytes.`);
}
