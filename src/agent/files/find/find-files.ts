import { constants } from "node:fs";
import { access, lstat, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { FindRequest } from "../../../rules/files/ripgrep.ts";
import type { FoundFile, FoundFiles } from "../../../wire/agent-files.ts";
import { withFileErrors } from "../../errno.ts";
import { etagOf } from "../file-stat.ts";
import { collectHits } from "../../../rules/files/collect-hits.ts";
import type { Collected } from "../../../rules/files/collect-hits.ts";
import { readHits } from "./read-hits.ts";

/**
 * Files by name and content, in the order of their paths. Ends when the answer is full or the time over, which it
 * tells, or when `signal` fires. Directories and files that cannot be read are passed over.
 */
export async function findFiles(
  ripgrep: string,
  request: FindRequest,
  signal: AbortSignal,
): Promise<FoundFiles> {
  const { path } = request;
  const place = await withFileErrors(path, async () => await placeOf(path));
  const late = AbortSignal.timeout(request.timeout_ms);
  const hits = readHits({ ripgrep, ...place, request }, AbortSignal.any([signal, late]));
  const { files, count, isMore } = await withFileErrors(path, async () => await collectHits(hits, request));
  signal.throwIfAborted();
  const described = await Promise.all(files.map(async (file) => await describe(place.directory, file)));
  const goesOn = isMore || late.aborted;
  return {
    path,
    files: described.filter((file) => file !== undefined),
    count,
    next_offset: goesOn ? request.offset + count : null,
    timed_out: late.aborted,
  };
}

/** Where ripgrep stands and where it begins: a directory, or one file. */
async function placeOf(path: string): Promise<{ directory: string; start: string }> {
  const isDirectory = (await stat(path)).isDirectory();
  await access(path, isDirectory ? constants.R_OK | constants.X_OK : constants.R_OK);
  return isDirectory
    ? { directory: path, start: "./" }
    : { directory: dirname(path), start: `./${basename(path)}` };
}

/** Undefined for a file that is gone by then. */
async function describe(directory: string, { path, lines }: Collected): Promise<FoundFile | undefined> {
  const whole = Buffer.concat([Buffer.from(`${directory}/`), path]);
  const found = await lstat(whole, { bigint: true }).catch(() => undefined);
  if (found === undefined) return undefined;
  return { path: path.toString("utf8"), size: Number(found.size), etag: etagOf(found), lines: [...lines] };
}
