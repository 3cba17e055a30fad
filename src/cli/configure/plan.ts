import { isDeepStrictEqual } from "node:util";
import { AppError } from "../../wire/errors.ts";
import { isEntry, isOurs, mergeEntry } from "./entry-parts.ts";
import { ShapeFault, SyntaxFault, type Entry, type Spot } from "./formats/format.ts";
import { FORMATS } from "./formats/formats.ts";
import type { ClientTarget } from "./target.ts";

/** What is to stand at each of a client's spots; undefined takes out what is there. */
export interface Wish {
  readonly target: ClientTarget;
  readonly name: string;
  readonly entry: Entry | undefined;
  /** True when the client is to ask for a token. */
  readonly withCompanion: boolean;
  /** True to replace an entry that is none of ours. */
  readonly force: boolean;
}

export type Outcome = "added" | "changed" | "unchanged" | "removed" | "absent";

export interface Plan {
  readonly outcome: Outcome;
  /** The whole text of the file; undefined for a file that is not to be. */
  readonly text: string | undefined;
}

type Text = { readonly path: string; readonly text: string };

/** Where a client's entry stands. */
export const spotOf = ({ path, nameField }: ClientTarget, key: string): Spot => ({
  path,
  key,
  ...(nameField !== undefined && { nameField }),
});

/**
 * What the file has to become. Throws AppError "invalid" for a broken file, with line and column, "conflict" for an entry
 * that is none of ours.
 */
export function planEntry(file: Text, wish: Wish): Plan {
  return explained(file.path, () => {
    const { target, name, entry, force } = wish;
    const known = entryAt(file.text, target, spotOf(target, name));
    if (known !== undefined && !isOurs(known) && !force) throw foreign(file.path, name);
    if (entry === undefined) {
      return known === undefined
        ? { outcome: "absent", text: file.text }
        : { outcome: "removed", text: withAll(file.text, wish) };
    }
    const merged = mergeEntry(known, entry);
    const text = isDeepStrictEqual(known, plain(merged)) ? file.text : putMain(file.text, wish, merged);
    const whole = companions({ ...wish, entry: merged }, text);
    const changed = known === undefined ? "added" : "changed";
    return { outcome: whole === file.text ? "unchanged" : changed, text: whole };
  });
}

/**
 * As planEntry for taking out; what stood in the file before it was first written is brought back byte for byte, if
 * nothing else has changed since. `before` is undefined where no copy of that is kept.
 */
export function planRemoval(file: Text, wish: Wish, before: string | undefined): Plan {
  const plan = planEntry(file, { ...wish, entry: undefined });
  if (plan.outcome !== "removed") return plan;
  if (before !== undefined) return isMadeFrom(before, file, wish) ? { ...plan, text: before } : plan;
  return isOwnWork(file, wish) ? { ...plan, text: undefined } : plan;
}

/** True for a file with nothing in it but the entry, in the form in which it is written. */
export const isOwnWork = (file: Text, wish: Wish): boolean => isMadeFrom("", file, wish);

/** True where the text is what comes of putting the entry that it has into another text, which has none. */
function isMadeFrom(before: string, { path, text }: Text, wish: Wish): boolean {
  return explained(path, () => {
    const { target, name } = wish;
    const main = entryAt(text, target, spotOf(target, name));
    const asked = target.companion?.spot(name);
    const withCompanion = asked !== undefined && entryAt(text, target, asked) !== undefined;
    if (!isEntry(main) || entryAt(before, target, spotOf(target, name)) !== undefined) return false;
    return redone(before, { ...wish, entry: main, withCompanion }) === text;
  });
}

function redone(before: string, wish: Wish): string | undefined {
  try {
    return withAll(before, wish);
  } catch {
    return undefined;
  }
}

function withAll(text: string, wish: Wish): string {
  return companions(wish, putMain(text, wish, wish.entry));
}

function putMain(text: string, { target, name }: Wish, entry: Entry | undefined): string {
  const format = FORMATS[target.format];
  const spot = spotOf(target, name);
  return entry === undefined ? format.remove(text, spot) : format.put(text, spot, entry);
}

function companions({ target, name, entry, withCompanion }: Wish, text: string): string {
  const { companion } = target;
  if (companion === undefined) return text;
  const format = FORMATS[target.format];
  const spot = companion.spot(name);
  if (entry === undefined || !withCompanion) return format.remove(text, spot);
  const wanted = companion.entry(name);
  return isDeepStrictEqual(entryAt(text, target, spot), wanted) ? text : format.put(text, spot, wanted);
}

/** The entry at a spot; undefined where there is none. */
export function entryAt(text: string, target: ClientTarget, { path, key, nameField }: Spot): unknown {
  const root = FORMATS[target.format].parse(text);
  const container = path.reduce<unknown>((at, word) => (isEntry(at) ? at[word] : undefined), root);
  if (nameField === undefined) return isEntry(container) ? container[key] : undefined;
  const items: readonly unknown[] = Array.isArray(container) ? container : [];
  return items.find((item) => isEntry(item) && item[nameField] === key);
}

/** Runs what reads or edits a file, and says what is wrong with it in words for its user. */
export function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxFault) {
      const place = `${path}:${error.line}:${error.column}`;
      throw new AppError("invalid", `${place}: the file is broken: ${error.message}`, {
        detail: "nothing was written; repair the file, then run this again",
        cause: error,
      });
    }
    if (error instanceof ShapeFault) {
      const detail = "nothing was written; change the file by hand, then run this again";
      throw new AppError("invalid", `${path}: ${error.message}`, { detail, cause: error });
    }
    throw error;
  }
}

function foreign(path: string, name: string): AppError {
  return new AppError("conflict", `${path} has an entry "${name}" that does not lead to Coder`, {
    detail: "give another --name, or --force to replace it",
  });
}

const plain = (entry: Entry): unknown => JSON.parse(JSON.stringify(entry));
