import { Readable } from "node:stream";
import type { z } from "zod";
import type { ReadBytes } from "../../wire/agent-files.ts";
import type { Reply } from "../http/route.ts";
import { etagOf } from "./file-stat.ts";
import { mimeTypeOf } from "../../rules/files/mime-type.ts";
import { openFile } from "./open-file.ts";

/** Streams a file's bytes; `x-file-size` is the size of the whole file. */
export async function readBytes(path: string, { offset, limit }: z.output<typeof ReadBytes>): Promise<Reply> {
  const { handle, stat } = await openFile(path);
  const headers = {
    "content-type": mimeTypeOf(path, true),
    etag: `"${etagOf(stat)}"`,
    "x-file-size": String(stat.size),
  };
  if (limit === 0) {
    await handle.close();
    return { kind: "stream", headers, body: Readable.from([]) };
  }
  const range = limit === undefined ? {} : { end: offset + limit - 1 };
  const body = handle.createReadStream({ start: offset, ...range, highWaterMark: 256 * 1024 });
  return { kind: "stream", headers, body };
}
