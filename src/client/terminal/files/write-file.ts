import { hash } from "node:crypto";
import { z } from "zod";
import type { KeyedLock } from "../../../lib/keyed-lock.ts";
import { quote } from "../../../rules/shell-word.ts";
import { MAX_WRITE_BYTES, type WriteFile, type WriteResult } from "../../../wire/agent-files.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import type { Shell } from "../shell-pool.ts";
import { demandFile, demandSuccess, parseFacts, saidError, type FileFacts } from "./file-facts.ts";
import { parseTarget, type Target } from "./open-file.ts";
import { discard, spoolBody } from "./spool-body.ts";

export type WriteRequest = z.output<typeof WriteFile>;

/** The shell's word for a file that is no longer what it was. */
const CHANGED = 40;

/** What is noted of a write under its key, before it is made. */
const Noted = z.object({
  digest: z.string(),
  created: z.boolean(),
  temporary: z.string(),
  /** How long the file is once the write is made. */
  size: z.int(),
});
type Noted = z.infer<typeof Noted>;

export interface WriteDeps {
  readonly shell: Shell;
  /** Has writers of one file through this connection wait for each other. */
  readonly lock: KeyedLock;
}

/** Writes a whole body or nothing: the old content stays until all of it is on disk. */
export async function writeFile(
  { shell, lock }: WriteDeps,
  request: WriteRequest,
  content: Uint8Array,
  signal: AbortSignal,
): Promise<WriteResult> {
  if (content.length > MAX_WRITE_BYTES)
    throw new AppError("too_large", `the content is over ${MAX_WRITE_BYTES} bytes: nothing was written`);
  return await lock(request.path, async () => {
    const key = request.idempotency_key;
    const journal = key === undefined ? undefined : `$D/k/w${hash("sha256", key, "hex")}`;
    const { target, noted } = await findBoth(shell, request.path, journal, signal);
    const digest = digestOf(request, content);
    if (noted !== undefined && noted.digest !== digest)
      throw new AppError("conflict", `idempotency_key: ${key ?? ""} was used for a different write`);
    if (noted !== undefined && (await wasMade(shell, noted, target, signal)))
      return { ...resultOf(request.path, target, noted.created), replayed: true };
    demandWritable(request.path, target);
    demandMatch(request.if_match, target);
    return await apply(shell, { request, content, target, journal, digest }, signal);
  });
}

/** What the path means, and what is noted under the key. */
async function findBoth(shell: Shell, path: string, journal: string | undefined, signal: AbortSignal) {
  const read = journal === undefined ? "echo" : `{ cat "${journal}" || echo; }`;
  const answer = await shell.read(`${read}; target ${quote(path)}`, signal);
  const end = answer.bytes.indexOf("\n");
  const line = answer.bytes.toString("utf8", 0, end);
  const noted = line === "" ? undefined : Noted.parse(JSON.parse(line));
  return { target: parseTarget({ ...answer, bytes: answer.bytes.subarray(end + 1) }, path), noted };
}

/** A replacement takes its temporary file away; an addition makes the file as long as was noted. */
async function wasMade(
  shell: Shell,
  { temporary, size }: Noted,
  target: Target,
  signal: AbortSignal,
): Promise<boolean> {
  const { status } = await shell.read(`[ -e ${quote(temporary)} ]`, signal);
  return status !== 0 && target.facts !== undefined && target.facts.size >= size;
}

interface Write {
  readonly request: WriteRequest;
  readonly content: Uint8Array;
  readonly target: Target;
  readonly journal: string | undefined;
  readonly digest: string;
}

async function apply(shell: Shell, write: Write, signal: AbortSignal): Promise<WriteResult> {
  const { request, content, target, journal, digest } = write;
  const temporary = await spoolBody(shell, { target, content, mode: request.mode }, signal);
  const adds = request.append && target.facts !== undefined;
  const created = target.facts === undefined;
  const size = content.length + (adds ? (target.facts?.size ?? 0) : 0);
  const noted: Noted = { digest, created, temporary, size };
  const note = journal === undefined ? "" : `note "${journal}" ${quote(JSON.stringify(noted))} || exit 41\n`;
  const mode = request.mode ?? (adds ? "" : (target.facts?.mode ?? ""));
  const guard = request.if_match === undefined ? 0 : 1;
  const words = [temporary, target.path].map(quote).join(" ");
  const facts = quote(target.facts?.text ?? "");
  const undo = journal === undefined ? "" : `; rm -f "${journal}"`;
  // A lost session may have made it: then the temporary file is gone.
  const program = `${note}if [ -e ${quote(temporary)} ]; then ${adds ? "add" : "put"} ${words} ${guard} ${facts} ${quote(mode)} || { c=$?; rm -f ${quote(temporary)}${undo}; exit $c; }; fi\nfacts_of ${quote(target.path)}`;
  const answer = await shell.run(program, signal).catch(async (error: unknown) => {
    if (signal.aborted) throw error;
    await discard(shell, [temporary]);
    throw error;
  });
  if (answer.status === CHANGED) throw changed(target);
  demandSuccess(answer, request.path);
  const made = parseFacts(answer.bytes.toString());
  if (made === undefined) throw saidError(answer.bytes.toString(), request.path);
  return resultOf(request.path, { ...target, facts: made }, created);
}

function resultOf(path: string, { facts }: Target, created: boolean): WriteResult {
  const { size = 0, mode = "", etag = "" }: Partial<FileFacts> = facts ?? {};
  return { path, size, mode, etag, created, replayed: false };
}

function demandWritable(path: string, { facts }: Target): void {
  if (facts !== undefined) return demandFile(path, facts, "write");
  if (path.endsWith("/")) throw invalidField("path", `${path} names a directory`);
}

/** Throws AppError "precondition" unless the file is still what the caller last saw. */
export function demandMatch(ifMatch: string | undefined, target: Target): void {
  if (ifMatch === undefined) return;
  const { path, facts } = target;
  if (ifMatch === "none") {
    if (facts === undefined) return;
    throw new AppError("precondition", `if_match: ${path} exists already`);
  }
  if (facts === undefined) throw new AppError("precondition", `if_match: ${path} does not exist`);
  if (facts.etag !== ifMatch.replace(/^"(.*)"$/, "$1")) throw changed(target);
}

export const changed = ({ path }: Target): AppError =>
  new AppError("precondition", `if_match: ${path} has changed: read it again`);

function digestOf({ path, mode, append, if_match: ifMatch }: WriteRequest, content: Uint8Array): string {
  const sha = hash("sha256", content, "hex");
  return hash("sha256", JSON.stringify([path, mode ?? null, append, ifMatch ?? null, sha]), "hex");
}
