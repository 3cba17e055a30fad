import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { z } from "zod";
import { AppError, invalidField } from "../../../wire/errors.ts";
import { errnoOf } from "../../errno.ts";
import type { FindRequest } from "./find-files.ts";

/** A file by its name, or a line of one. */
export interface Hit {
  /** As the file system has it, relative to the searched directory. */
  readonly path: Buffer;
  readonly line: { readonly number: number; readonly text: string; readonly isMatch: boolean } | undefined;
}

export interface Search {
  readonly ripgrep: string;
  readonly directory: string;
  /** Relative to it. */
  readonly start: string;
  readonly request: FindRequest;
}

const MAX_STDERR = 4096;

/** What ripgrep finds, in the order of paths, until `signal` fires. Throws AppError "invalid" for a bad pattern. */
export async function* readHits(search: Search, signal: AbortSignal): AsyncGenerator<Hit> {
  const { ripgrep, directory, request } = search;
  const child = spawn(ripgrep, argumentsOf(search), {
    cwd: directory,
    env: {},
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  const ended = once(child, "close").catch((error: unknown) => {
    throw errnoOf(error) === "ENOENT" ? missing(error) : error;
  });
  ended.catch(() => undefined);
  let complaints = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => (complaints = (complaints + text).slice(0, MAX_STDERR)));
  try {
    yield* request.content === undefined ? paths(child.stdout) : lines(child.stdout);
    await ended;
    if (/regex parse error|regex could not be compiled|look-around|backreferences/.test(complaints))
      throw invalidField("content", complaints.trim());
    if (complaints.includes("error parsing glob")) throw invalidField("glob", complaints.trim());
  } finally {
    signal.removeEventListener("abort", kill);
    kill();
  }
}

const missing = (cause: unknown): AppError =>
  new AppError(
    "unsupported",
    "the workspace has no ripgrep: install it there so that `rg` is found on PATH",
    {
      cause,
    },
  );

function argumentsOf({ start, request }: Search): readonly string[] {
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

const relativeTo = (path: Buffer): Buffer =>
  path.subarray(0, 2).toString() === "./" ? path.subarray(2) : path;

async function* paths(output: Readable): AsyncGenerator<Hit> {
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

async function* lines(output: Readable): AsyncGenerator<Hit> {
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
async function* pieces(output: Readable, separator: number): AsyncGenerator<Buffer> {
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
