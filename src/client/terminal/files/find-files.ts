import { randomUUID } from "node:crypto";
import { basename, dirname } from "node:path";
import { collectHits, type Collected } from "../../../rules/files/collect-hits.ts";
import { ripgrepArguments, ripgrepHits, type FindRequest, type Hit } from "../../../rules/files/ripgrep.ts";
import { quote } from "../../../rules/shell-word.ts";
import type { FoundFile, FoundFiles } from "../../../wire/agent-files.ts";
import { invalidField } from "../../../wire/errors.ts";
import type { Shell } from "../shell-pool.ts";
import { demandSuccess, parseFacts } from "./file-facts.ts";
import { grepHits } from "./grep-files.ts";

const MAX_PRINTED_BYTES = 4 * 1024 * 1024;

/** Files by name and content, in the order of their paths: by ripgrep where the workspace has it, else by find and grep. */
export async function findFiles(
  shell: Shell,
  request: FindRequest,
  signal: AbortSignal,
): Promise<FoundFiles> {
  const { path } = request;
  const looked = await shell.read(
    `listable ${quote(path)} && { command -v rg >/dev/null && echo rg; :; }`,
    signal,
  );
  demandSuccess(looked, path);
  const [line = "", program] = looked.bytes.toString().split("\n");
  const isDirectory = parseFacts(line)?.type === "directory";
  const place = isDirectory
    ? { directory: path, start: "./" }
    : { directory: dirname(path), start: `./${basename(path)}` };
  const search = { shell, request, place, isTimedOut: false };
  const hits = program === "rg" ? ripgrep(search, signal) : grepHits(search, signal);
  const { files, count, isMore } = await collectHits(hits, request);
  const goesOn = isMore || search.isTimedOut;
  return {
    path,
    files: await describe(shell, place.directory, files, signal),
    count,
    next_offset: goesOn ? request.offset + count : null,
    timed_out: search.isTimedOut,
  };
}

/** A search under way. */
export interface Search {
  readonly shell: Shell;
  readonly request: FindRequest;
  readonly place: { readonly directory: string; readonly start: string };
  isTimedOut: boolean;
}

async function* ripgrep(search: Search, signal: AbortSignal): AsyncGenerator<Hit> {
  const { shell, request, place } = search;
  const words = ripgrepArguments(place.start, request).map(quote).join(" ");
  const complaints = `"$D/s/${randomUUID()}"`;
  const program = `cd ${quote(place.directory)} || exit 41\nsearch ${request.timeout_ms / 1000} ${complaints} rg ${words}\nc=$?; head -c 2000 ${complaints} >&2; rm -f ${complaints}; exit $c`;
  const { bytes } = await shell.run(`{ ${program}\n} 2>&1 | head -c ${MAX_PRINTED_BYTES}`, signal);
  const text = bytes.toString("latin1");
  if (/regex parse error|regex could not be compiled|look-around|backreferences/.test(text.slice(-2000)))
    throw invalidField("content", text.slice(-2000).trim());
  if (text.includes("error parsing glob")) throw invalidField("glob", text.slice(-2000).trim());
  yield* ripgrepHits(once(bytes), request);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function describe(
  shell: Shell,
  directory: string,
  files: readonly Collected[],
  signal: AbortSignal,
): Promise<FoundFile[]> {
  const paths = files.map(({ path }) => quote(`${directory}/${path.toString("utf8")}`));
  const { bytes } = await shell.run(
    paths.map((path) => `stat -c "$FACTS" ${path} || echo`).join("\n"),
    signal,
  );
  const lines = bytes.toString().split("\n");
  return files.flatMap(({ path, lines: found }, index) => {
    const facts = parseFacts(lines[index] ?? "");
    return facts === undefined
      ? []
      : [{ path: path.toString("utf8"), size: facts.size, etag: facts.etag, lines: found }];
  });
}
