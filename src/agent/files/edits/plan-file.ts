import type { BigIntStats } from "node:fs";
import { MAX_EDITED_BYTES } from "../../../wire/agent-files.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import { withFileErrors } from "../../errno.ts";
import { openFile } from "../open-file.ts";
import { demandMatch, findWriteTarget } from "../write-target.ts";
import type { EditRequest } from "./edit-files.ts";
import { planEdits } from "../../../rules/edits/plan-edits.ts";
import { parseText, textBytes } from "../../../rules/edits/text-form.ts";
import { unifiedDiff } from "../../../lib/unified-diff.ts";

type Asked = EditRequest["files"][number];

interface EditTarget {
  /** The file itself, behind any symlinks. */
  readonly path: string;
  readonly stat: BigIntStats;
}

/** What an edited file will be. */
export interface FilePlan {
  readonly path: string;
  readonly target: EditTarget;
  readonly bytes: Buffer;
  /** False when the edits leave it as it is. */
  readonly changes: boolean;
  readonly replacements: number;
  readonly tolerant: boolean;
  readonly diff: () => string;
}

/** The files themselves; throws AppError "invalid" when two of them are one. */
export async function distinctTargets(files: readonly Asked[]): Promise<readonly EditTarget[]> {
  const targets: EditTarget[] = [];
  const seen = new Map<string, string>();
  for (const [index, { path }] of files.entries()) {
    const target = await targetOf(path);
    const identity = `${target.stat.dev}-${target.stat.ino}`;
    const other = seen.get(identity);
    if (other !== undefined)
      throw invalidField(
        `files[${index}].path`,
        `${path} is the same file as ${other}: put their edits together`,
      );
    seen.set(identity, path);
    targets.push(target);
  }
  return targets;
}

async function targetOf(path: string): Promise<EditTarget> {
  return await withFileErrors(path, async () => {
    const { path: real, stat } = await findWriteTarget(path);
    if (stat === undefined) throw new AppError("not_found", `path: ${path}: no such file or directory`);
    return { path: real, stat };
  });
}

/** Reads a file and plans its edits; throws AppError with the index of the file in the names of fields. */
export async function planFile({ path, edits, if_match: ifMatch }: Asked, index: number): Promise<FilePlan> {
  const target = await targetOf(path);
  demandMatch(ifMatch, target);
  const before = await readWhole(path);
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

async function readWhole(path: string): Promise<Buffer> {
  await using file = await openFile(path);
  const size = Number(file.stat.size);
  if (size > MAX_EDITED_BYTES)
    throw new AppError(
      "too_large",
      `path: ${path} has ${size} bytes, more than the ${MAX_EDITED_BYTES} that can be edited`,
    );
  return await withFileErrors(path, async () => await file.handle.readFile());
}
