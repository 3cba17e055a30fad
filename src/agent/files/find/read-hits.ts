import { spawn } from "node:child_process";
import { once } from "node:events";
import { AppError, invalidField } from "../../../wire/errors.ts";
import { ripgrepArguments, ripgrepHits, type FindRequest, type Hit } from "../../../rules/files/ripgrep.ts";
import { errnoOf } from "../../errno.ts";

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
  const child = spawn(ripgrep, ripgrepArguments(search.start, request), {
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
    yield* ripgrepHits(child.stdout, request);
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
