import { parseRules, isIgnored } from "../../../rules/files/ignore-rules.ts";
import type { FindRequest, Hit } from "../../../rules/files/ripgrep.ts";
import { quote } from "../../../rules/shell-word.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import type { Search } from "./find-files.ts";
import { walk } from "./list-files.ts";

const MAX_FILE_BYTES = 16 * 1024 * 1024;
const BATCH = 200;
const MAX_BATCH_BYTES = 512 * 1024;

/** What find and grep find, in the order of paths, until the time is over. */
export async function* grepHits(search: Search, signal: AbortSignal): AsyncGenerator<Hit> {
  const { request } = search;
  const limit = performance.now() + request.timeout_ms;
  const isLate = (): boolean => (search.isTimedOut = performance.now() > limit);
  const pattern = request.content === undefined ? undefined : extendedPattern(request.content);
  const names = await candidates(search, isLate, signal);
  if (pattern === undefined) {
    for (const name of names) yield { path: Buffer.from(name), line: undefined };
    return;
  }
  for (let at = 0; at < names.length && !isLate(); at += BATCH)
    yield* grepBatch(search, names.slice(at, at + BATCH), pattern, signal);
}

async function candidates(
  { shell, request, place }: Search,
  isLate: () => boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (place.start !== "./") return [place.start.slice(2)];
  const matches = globMatcher(request);
  const names: string[] = [];
  for await (const { found } of walk(shell, request.path, request.ignore, signal)) {
    for (const { name, facts } of found) {
      const fits = request.content === undefined || facts.size <= MAX_FILE_BYTES;
      // A name with a line feed could not be told from what grep says of it.
      const isTold = request.content === undefined || !name.includes("\n");
      if (facts.type === "file" && fits && isTold && matches(name)) names.push(name);
    }
    if (isLate()) break;
  }
  return names.toSorted(byParts);
}

/** As ripgrep sorts: a directory's entries by name, each with what is below it. */
function byParts(a: string, b: string): number {
  const [left, right] = [a.replaceAll("/", "\0"), b.replaceAll("/", "\0")];
  return left < right ? -1 : left > right ? 1 : 0;
}

function globMatcher({ glob, path }: FindRequest): (name: string) => boolean {
  if (glob === undefined) return () => true;
  const isExcluding = glob.startsWith("!");
  const rules = parseRules(isExcluding ? glob.slice(1) : glob, path);
  if (rules.length === 0) throw invalidField("glob", "is not a pattern of file names");
  return (name) => isIgnored(rules, `${path}/${name}`, false) !== isExcluding;
}

async function* grepBatch(
  { shell, request, place }: Search,
  names: readonly string[],
  { pattern, flags }: Pattern,
  signal: AbortSignal,
): AsyncGenerator<Hit> {
  const words = names.map((name) => quote(`./${name}`)).join(" ");
  const program = `cd ${quote(place.directory)} && grep -HnE${flags} -C ${request.context} -e ${quote(pattern)} ${words}`;
  const { status, bytes } = await shell.run(
    `${program} | head -c ${MAX_BATCH_BYTES}; echo; printf '' | grep -E -e ${quote(pattern)}; [ $? -le 1 ]`,
    signal,
  );
  if (status !== 0) throw invalidField("content", "is not a regular expression of grep -E");
  let at = 0;
  for (const line of bytes.toString("utf8").split("\n")) {
    const found = names.findIndex((name, index) => index >= at && startsWith(line, name));
    if (found === -1) continue;
    at = found;
    const name = names[found] ?? "";
    const { mark, number, text } =
      /^(?<mark>[:-])(?<number>\d+)[:-](?<text>[^]*)$/.exec(line.slice(name.length + 2))?.groups ?? {};
    if (number === undefined || text === undefined) continue;
    yield { path: Buffer.from(name), line: { number: Number(number), text, isMatch: mark === ":" } };
  }
}

const startsWith = (line: string, name: string): boolean =>
  line.startsWith(`./${name}`) && /^[:-]\d+[:-]/.test(line.slice(name.length + 2));

interface Pattern {
  readonly pattern: string;
  readonly flags: string;
}

const CLASSES: Readonly<Record<string, string>> = {
  d: "[0-9]",
  D: "[^0-9]",
  s: "[[:space:]]",
  S: "[^[:space:]]",
  w: "[[:alnum:]_]",
  W: "[^[:alnum:]_]",
};

/** A pattern of ripgrep's in grep's form; throws AppError "unsupported" for what grep has no form for. */
function extendedPattern(content: string): Pattern {
  const isInsensitive = content.startsWith("(?i)");
  const source = isInsensitive ? content.slice(4) : content;
  if (/\(\?|[*+?}]\?|\\[pPuxAzQ]|\[[^\]]*\\[dswDSW]/.test(source.replaceAll("\\\\", "")))
    throw new AppError(
      "unsupported",
      "content: groups with (?…), lazy repetition and Unicode classes need ripgrep (rg), which the workspace lacks",
    );
  // Small letters also find capitals.
  const hasCapital = /[A-Z]/.test(source.replaceAll(/\\./g, ""));
  const pattern = source.replaceAll(/\\(.)/g, (escape, letter: string) => CLASSES[letter] ?? escape);
  return { pattern, flags: isInsensitive || !hasCapital ? "i" : "" };
}
