import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { MAX_RULES_BYTES, parseRules, type IgnoreRules } from "../../../rules/files/ignore-rules.ts";
import { quote } from "../../../rules/shell-word.ts";
import { invalidField } from "../../../wire/errors.ts";
import type { Shell } from "../shell-pool.ts";
import { demandSuccess, parseFacts, type FileFacts } from "./file-facts.ts";

/** What stands in a directory. */
export interface Entry {
  readonly name: string;
  readonly facts: FileFacts;
}

export interface Level {
  readonly entries: readonly Entry[];
  /** Of the directory's own .gitignore. */
  readonly rules: IgnoreRules;
}

/** Stands between records; names and contents may be anything else. */
const createMark = (): string => randomBytes(12).toString("hex");

/** Throws AppError unless it is a directory that can be listed. */
export async function demandDirectory(shell: Shell, path: string, signal: AbortSignal): Promise<void> {
  const answer = await shell.read(`listable ${quote(path)}`, signal);
  demandSuccess(answer, path);
  if (parseFacts(answer.bytes.toString())?.type !== "directory")
    throw invalidField("path", `${path} is not a directory, use read_file`);
}

/** What is in each of some directories; one that cannot be read is shown empty. */
export async function walkLevel(
  shell: Shell,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly Level[]> {
  if (paths.length === 0) return [];
  const mark = createMark();
  const { bytes } = await shell.run(`level ${mark} ${paths.map(quote).join(" ")}`, signal);
  const directories = bytes.toString("utf8").split(`${mark}D`).slice(1);
  return paths.map((path, index) => parseLevel((directories[index] ?? "").split(mark).slice(1), path));
}

function parseLevel(records: readonly string[], path: string): Level {
  const entries = records.flatMap((record) => parseEntry(record) ?? []);
  const rules = records.find((record) => record.startsWith("G"));
  return { entries, rules: rules === undefined ? [] : rulesIn(rules, path) };
}

/** `E`, facts, a space, `./` and the name, a line feed. */
function parseEntry(record: string): Entry | undefined {
  const { text, name } = /^E(?<text>[^/]*) \.\/(?<name>[^]*)\n$/.exec(record)?.groups ?? {};
  const facts = text === undefined ? undefined : parseFacts(text);
  return facts === undefined || name === undefined ? undefined : { name, facts };
}

const rulesIn = (record: string, path: string): IgnoreRules =>
  record.length > MAX_RULES_BYTES ? [] : parseRules(record.slice(1), path);

/** Rules from the .gitignore files above `directory`, up to the root of its repository. */
export async function rulesAbove(shell: Shell, directory: string, signal: AbortSignal): Promise<IgnoreRules> {
  const mark = createMark();
  const { bytes } = await shell.read(`rules_above ${mark} ${quote(directory)}`, signal);
  const records = bytes.toString("utf8").split(mark).slice(1);
  if (records.at(-1) !== "K") return [];
  let at = directory;
  const found: IgnoreRules[] = [];
  for (const record of records) {
    if (record === "A") at = dirname(at);
    if (record.startsWith("G")) found.unshift(rulesIn(record, at));
  }
  return found.flat();
}

/** Where symlinks point. */
export async function readLinks(
  shell: Shell,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const mark = createMark();
  const { bytes } = await shell.run(`links ${mark} ${paths.map(quote).join(" ")}`, signal);
  return bytes.toString("utf8").split(mark).slice(1);
}
