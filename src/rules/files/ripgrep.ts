import { z } from "zod";
import type { FindFiles } from "../../wire/agent-files.ts";

/** A request whose path is absolute. */
export type FindRequest = z.output<typeof FindFiles>;

/** A file by its name, or a line of one. */
export interface Hit {
  /** As the file system has it, relative to the searched directory. */
  readonly path: Buffer;
  readonly line: { readonly number: number; readonly text: string; readonly isMatch: boolean } | undefined;
}

/** How ripgrep is called to search from `start` on. */
export function ripgrepArguments(start: string, request: FindRequest): readonly string[] {
  const { glob, content, context, ignore } = request;
  const plain = ["--no-config", "--hidden", "--sort", "path", "--no-require-git", "--no-ignore-dot"];
  const byContent = [
    "--json",
    "--smart-case",
    "--crlf",
    "--max-filesize",
    "16M",
    "--context",
    String(context),
  ];
  return [
    ...plain,
    ...(glob === undefined ? [] : ["--glob", glob]),
    ...(ignore ? ["--glob", "!.git", "--glob", "!node_modules"] : ["--no-ignore"]),
    ...(content === undefined ? ["--files", "--null"] : [...byContent, "--regexp", content]),
    "--",
    start,
  ];
}

/** What ripgrep prints when it is called so. */
export function ripgrepHits(output: Output, { content }: FindRequest): AsyncGenerator<Hit> {
  return content === undefined ? paths(output) : lines(output);
}

type Output = AsyncIterable<Uint8Array>;

const relativeTo = (path: Buffer): Buffer =>
  path.subarray(0, 2).toString() === "./" ? path.subarray(2) : path;

async function* paths(output: Output): AsyncGenerator<Hit> {
  for await (const path of pieces(output, 0)) yield { path: relativeTo(path), line: undefined };
}

/** Text, or base64 where it is not UTF-8. */
const Data = z.union([
  z.object({ text: z.string() }).transform(({ text }) => Buffer.from(text)),
  z.object({ bytes: z.string() }).transform(({ bytes }) => Buffer.from(bytes, "base64")),
]);
const Event = z.object({
  type: z.string(),
  data: z.object({ path: Data.optional(), line_number: z.int().nullish(), lines: Data.optional() }),
});

async function* lines(output: Output): AsyncGenerator<Hit> {
  for await (const piece of pieces(output, 10)) {
    const text = piece.toString("utf8");
    // The other events tell of ends and sums, whose fields have other forms.
    if (!/^\{"type":"(?:match|context)"/.test(text)) continue;
    const { type, data } = Event.parse(JSON.parse(text));
    const line = { number: data.line_number ?? 0, text: String(data.lines ?? ""), isMatch: type === "match" };
    yield { path: relativeTo(data.path ?? Buffer.alloc(0)), line };
  }
}

/** What stands between separators. */
async function* pieces(output: Output, separator: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const chunk of output) {
    const bytes = Buffer.from(chunk);
    let begin = 0;
    for (let at = bytes.indexOf(separator); at !== -1; at = bytes.indexOf(separator, begin)) {
      yield Buffer.concat([...parts, bytes.subarray(begin, at)]);
      parts = [];
      begin = at + 1;
    }
    parts.push(bytes.subarray(begin));
  }
}
