import type { FileHandle } from "node:fs/promises";
import { pipeline, Readable, Transform } from "node:stream";
import type { z } from "zod";
import { AppError } from "../../wire/errors.ts";
import type { SendFile } from "../../wire/file-transfer.ts";
import type { Reply } from "../http/route.ts";
import { byteRangeOf } from "./byte-range.ts";
import { etagOf } from "./file-stat.ts";
import { openFile, type OpenedFile } from "./open-file.ts";

type Query = z.output<typeof SendFile>;

/**
 * Streams a file or a range of it as an HTTP answer: 200, 206 or 416. It has the length that its header tells, so a file
 * that shrinks meanwhile breaks it off, and one that grows is cut. AppError "precondition" when the file's etag is not
 * the wanted one.
 */
export async function sendFile(path: string, query: Query): Promise<Reply> {
  const { handle, stat } = await openFile(path);
  try {
    const { headers, start, length } = plan(path, stat, query);
    if (length > 0 && !query.head)
      return { kind: "stream", headers, body: exactly(handle, { start, length }) };
    await handle.close();
    return { kind: "stream", headers, body: Readable.from([]) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Plan {
  readonly headers: Readonly<Record<string, string>>;
  readonly start: number;
  readonly length: number;
}

function plan(path: string, stat: OpenedFile["stat"], query: Query): Plan {
  const size = Number(stat.size);
  const etag = `"${etagOf(stat)}"`;
  if (query.if_match !== undefined && unquoted(query.if_match) !== unquoted(etag))
    throw new AppError("precondition", `if_match: ${path} has changed: look at it again`);
  const facts = { "accept-ranges": "bytes", etag, "x-file-size": String(size) };
  const isFor = query.if_range === undefined || query.if_range === etag;
  const range = isFor ? byteRangeOf(query.range, size) : undefined;
  if (range === null) {
    const headers = { ...facts, ":status": "416", "content-range": `bytes */${size}`, "content-length": "0" };
    return { headers, start: 0, length: 0 };
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const length = end - start + 1;
  const headers = {
    ...facts,
    "content-length": String(length),
    ...(range !== undefined && { ":status": "206", "content-range": `bytes ${start}-${end}/${size}` }),
  };
  return { headers, start, length };
}

const unquoted = (etag: string): string => etag.replace(/^"(.*)"$/, "$1");

/** So many bytes of the file and no fewer; closes it. */
function exactly(
  handle: FileHandle,
  { start, length }: { readonly start: number; readonly length: number },
): Readable {
  let missing = length;
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      missing -= chunk.length;
      done(null, chunk);
    },
    flush: (done) => done(missing === 0 ? null : new Error(`the file became ${missing} bytes shorter`)),
  });
  const bytes = handle.createReadStream({ start, end: start + length - 1, highWaterMark: 256 * 1024 });
  // Who reads the counter is told of its failure.
  return pipeline(bytes, counter, () => undefined);
}
