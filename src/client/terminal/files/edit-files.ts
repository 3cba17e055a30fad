import { hash } from "node:crypto";
import type { z } from "zod";
import { cutDiff, unifiedDiff } from "../../../lib/unified-diff.ts";
import { planEdits } from "../../../rules/edits/plan-edits.ts";
import { parseText, textBytes } from "../../../rules/edits/text-form.ts";
import { quote } from "../../../rules/shell-word.ts";
import { EditResult, MAX_EDITED_BYTES, type EditFiles, type EditedFile } from "../../../wire/agent-files.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import type { Shell } from "../shell-pool.ts";
import { demandFile, demandSuccess, parseFacts } from "./file-facts.ts";
import { openFile, readWhole, type Opened } from "./open-file.ts";
import { discard, spoolBody } from "./spool-body.ts";
import { changed, demandMatch, type WriteDeps } from "./write-file.ts";

/** A request whose paths are absolute. */
export type EditRequest = z.output<typeof EditFiles>;
type Asked = EditRequest["files"][number];

const CHANGED = 40;
const DIFF_CHARACTERS = 12 * 1024;

interface Plan {
  readonly path: string;
  readonly target: Opened;
  readonly bytes: Buffer;
  /** False when the edits leave it as it is. */
  readonly changes: boolean;
  readonly replacements: number;
  readonly tolerant: boolean;
  readonly diff: () => string;
}

/** Makes all of the edits, or none: every file is read, checked and planned before the first is replaced. */
export async function editFiles(
  { shell, lock }: WriteDeps,
  request: EditRequest,
  signal: AbortSignal,
): Promise<EditResult> {
  // Writers of the same files have one queue, whichever file comes first.
  return await lock("edits", async () => {
    const earlier = await findEarlier(shell, request, signal);
    if (earlier !== undefined) return earlier;
    const plans: Plan[] = [];
    for (const [index, file] of request.files.entries())
      plans.push(await planFile(shell, file, index, signal));
    demandDistinct(plans);
    const planned = { files: described(request, plans), dry_run: request.dry_run, replayed: false };
    return request.dry_run ? planned : await apply(shell, request, { plans, planned }, signal);
  });
}

const journalOf = (key: string): string => `$D/k/we${hash("sha256", key, "hex")}`;

async function findEarlier(
  shell: Shell,
  request: EditRequest,
  signal: AbortSignal,
): Promise<EditResult | undefined> {
  const key = request.idempotency_key;
  if (key === undefined || request.dry_run) return undefined;
  const { status, bytes } = await shell.read(`cat "${journalOf(key)}"`, signal);
  if (status !== 0) return undefined;
  const [digest, text] = halves(bytes.toString());
  if (digest !== digestOf(request))
    throw new AppError("conflict", `idempotency_key: ${key} was used for different edits`);
  return { ...EditResult.parse(JSON.parse(text)), replayed: true };
}

const halves = (text: string): readonly [string, string] => {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
};

async function planFile(
  shell: Shell,
  { path, edits, if_match: ifMatch }: Asked,
  index: number,
  signal: AbortSignal,
): Promise<Plan> {
  const target = await openFile(shell, path, signal);
  demandFile(path, target.facts);
  demandMatch(ifMatch, target);
  const { size } = target.facts;
  if (size > MAX_EDITED_BYTES)
    throw new AppError(
      "too_large",
      `path: ${path} has ${size} bytes, more than the ${MAX_EDITED_BYTES} that can be edited`,
    );
  const before = await readWhole(shell, target, signal);
  const form = parseText(before);
  if (form === undefined)
    throw new AppError(
      "unsupported",
      `files[${index}].path: ${path} is not text, so it cannot be edited by searching`,
    );
  const { form: edited, replacements, tolerant } = planEdits(form, edits, `files[${index}].edits`);
  const bytes = textBytes(edited);
  const diff = () => unifiedDiff(form.text, edited.text);
  return { path, target, bytes, changes: !bytes.equals(before), replacements, tolerant, diff };
}

function demandDistinct(plans: readonly Plan[]): void {
  const seen = new Map<string, string>();
  for (const [index, { path, target }] of plans.entries()) {
    const other = seen.get(target.facts.identity);
    if (other !== undefined)
      throw invalidField(
        `files[${index}].path`,
        `${path} is the same file as ${other}: put their edits together`,
      );
    seen.set(target.facts.identity, path);
  }
}

function described(request: EditRequest, plans: readonly Plan[]): EditedFile[] {
  let room = DIFF_CHARACTERS;
  return plans.map(({ path, target, bytes, replacements, tolerant, diff }) => {
    const facts = { path, replacements, tolerant, size: bytes.length, etag: target.facts.etag };
    if (!request.include_diff) return facts;
    const cut = cutDiff(diff(), room);
    room = Math.max(0, room - cut.length);
    return { ...facts, diff: cut };
  });
}

interface Work {
  readonly plans: readonly Plan[];
  readonly planned: EditResult;
}

async function apply(
  shell: Shell,
  request: EditRequest,
  { plans, planned }: Work,
  signal: AbortSignal,
): Promise<EditResult> {
  const changing = plans.filter(({ changes }) => changes);
  const spools: string[] = [];
  try {
    for (const { target, bytes } of changing)
      spools.push(await spoolBody(shell, { target, content: bytes, mode: undefined }, signal));
    if (changing.length > 0) await replaceAll(shell, changing, spools, signal);
  } catch (error) {
    if (spools.length > 0) await discard(shell, spools);
    throw error;
  }
  const result = { ...planned, files: await withEtags(shell, planned.files, signal) };
  const key = request.idempotency_key;
  if (key !== undefined)
    await shell.read(
      `note "${journalOf(key)}" ${quote(`${digestOf(request)} ${JSON.stringify(result)}`)}`,
      signal,
    );
  return result;
}

async function replaceAll(
  shell: Shell,
  plans: readonly Plan[],
  spools: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const answer = await shell.run(replaceProgram(plans, spools), signal);
  const target = plans[Number(answer.bytes.toString())]?.target;
  if (answer.status === CHANGED && target !== undefined) throw changed(target);
  demandSuccess(answer, plans[0]?.path ?? "");
}

/**
 * Checks that all files are what they were, keeps each under a second name, and puts the others in their places. What
 * is noted meanwhile brings the old files back, at once or in the next session.
 */
function replaceProgram(plans: readonly Plan[], spools: readonly string[]): string {
  const steps = plans.map(({ target }, index) => {
    const spool = spools[index] ?? "";
    const kept = `${spool}.old`;
    return {
      check: `same ${quote(target.path)} ${quote(target.facts.text)} || { printf ${index}; exit ${CHANGED}; }`,
      dress: `dress ${quote(spool)} ${quote(target.facts.text)} ${target.facts.mode} || exit 41`,
      keep: `ln ${quote(target.path)} ${quote(kept)} || cp -p ${quote(target.path)} ${quote(kept)} 2>&1 || exit 41`,
      undo: `[ ! -e ${quote(kept)} ] || mv -f ${quote(kept)} ${quote(target.path)}`,
      move: `mv -f ${quote(spool)} ${quote(target.path)} 2>&1`,
      clean: quote(kept),
    };
  });
  const undo = quote(steps.map((step) => step.undo).join("\n"));
  return [
    // A lost session may have replaced them already.
    `for f in ${spools.map(quote).join(" ")}; do [ -e "$f" ] || exit 0; done`,
    ...steps.map(({ check }) => check),
    ...steps.map(({ dress }) => dress),
    `B="$D/b/$$-$J"`,
    `note "$B" ${undo} || exit 41`,
    `{`,
    ...steps.map(({ keep }) => keep.replaceAll("exit 41", '{ . "$B"; rm -f "$B"; exit 41; }')),
    ...steps.map(({ move }) => `${move} || { . "$B"; rm -f "$B"; exit 41; }`),
    `}`,
    `rm -f "$B" ${steps.map(({ clean }) => clean).join(" ")}`,
  ].join("\n");
}

async function withEtags(
  shell: Shell,
  files: readonly EditedFile[],
  signal: AbortSignal,
): Promise<EditedFile[]> {
  const { bytes } = await shell.read(files.map(({ path }) => `facts_of ${quote(path)}`).join("\n"), signal);
  const lines = bytes.toString().split("\n");
  return files.map((file, index) => ({ ...file, etag: parseFacts(lines[index] ?? "")?.etag ?? file.etag }));
}

function digestOf({ files, include_diff: withDiff }: EditRequest): string {
  return hash("sha256", JSON.stringify([files, withDiff]), "hex");
}
