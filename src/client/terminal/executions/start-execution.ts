import { createExecutionId, type StartRequest } from "../../../rules/executions/start-request.ts";
import { expandPath } from "../../../rules/files/expand-path.ts";
import { StartExecution, type ExecutionReply } from "../../../wire/agent-api.ts";
import { AppError, invalidField } from "../../../wire/errors.ts";
import { parseQuery } from "../parse-query.ts";
import type { Answer } from "../jobs.ts";
import type { Place, Shell } from "../shell-pool.ts";
import type { Meta } from "./execution-facts.ts";
import { look, replyOf, slicesProgram } from "./read-execution.ts";
import { startProgram } from "./start-program.ts";

const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
/** The shell's words for what kept a command from starting. */
const REPLAYED = 20;
const OTHER_DIGEST = 21;
const NO_DIRECTORY = 22;
const UNDECIDED = 23;

/** Starts a command, which runs on whatever becomes of the connection. */
export async function startExecution(
  shell: Shell,
  input: StartExecution,
  signal: AbortSignal,
): Promise<ExecutionReply> {
  const request = parseQuery(StartExecution, input);
  demandPossible(request);
  const place = await shell.place(signal);
  const id = createExecutionId();
  const meta = metaOf(request, place);
  const query = { reply_bytes: request.reply_bytes, strip_ansi: request.strip_ansi };
  const begun = Promise.withResolvers<"begun">();
  const program = `${startProgram(request, id, meta)}\nfacts ${id}\n${slicesProgram(id, meta.separate_stderr, query)}`;
  const answer = shell.run(program, signal, () => begun.resolve("begun"));
  const first = await Promise.race([answer, begun.promise]);
  const last = first === "begun" ? await withinWait(answer, request.wait_ms, signal) : first;
  if (last === undefined) return await look(shell, id, query, signal);
  if (last.status === REPLAYED) {
    const earlier = last.bytes.toString();
    const reply = await look(shell, earlier, { ...query, wait_ms: request.wait_ms }, signal);
    return { ...reply, replayed: true };
  }
  demandStarted(last, request, meta);
  return await replyOf(shell, last, query, signal);
}

/** The answer, unless the wait is over before. */
async function withinWait(
  answer: Promise<Answer>,
  waitMs: number,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  // Nobody listens to it any more when the wait is over.
  answer.catch(() => undefined);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, waitMs, undefined);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
    signal.throwIfAborted();
  }
}

function demandPossible(request: StartRequest): void {
  if (request.pty !== undefined)
    throw new AppError("unsupported", "pty: commands have no terminal of their own here");
  if (
    request.command.includes("\0") ||
    Object.entries(request.env ?? {})
      .flat()
      .some((text) => text.includes("\0"))
  )
    throw invalidField("command", "command and env must not contain NUL characters");
  for (const name of Object.keys(request.env ?? {}))
    if (name === "" || name.includes("=") || name.startsWith("-"))
      throw invalidField("env", `${JSON.stringify(name)} is not the name of a variable`);
  const bytes = Buffer.byteLength(request.command) + Buffer.byteLength(request.stdin ?? "");
  if (bytes > MAX_REQUEST_BYTES)
    throw new AppError(
      "too_large",
      `command and stdin have ${bytes} bytes, more than the ${MAX_REQUEST_BYTES} accepted`,
    );
}

function metaOf(request: StartRequest, { home, directory }: Place): Meta {
  return {
    command: request.command,
    workdir: request.workdir === undefined ? directory : expandPath(request.workdir, home, "workdir"),
    timeout_ms: request.timeout_ms ?? null,
    separate_stderr: request.separate_stderr,
    keep_stdin: request.keep_stdin,
  };
}

function demandStarted({ status, bytes }: Answer, request: StartRequest, { workdir }: Meta): void {
  const said = bytes.toString();
  if (status === OTHER_DIGEST)
    throw new AppError(
      "conflict",
      `idempotency_key: ${request.idempotency_key ?? ""} was used for a different command (${said})`,
    );
  if (status === UNDECIDED)
    throw new AppError(
      "unavailable",
      "another call with this idempotency_key is about to start its command; try again",
    );
  if (status === NO_DIRECTORY) throw noDirectory(said, workdir);
  if (!said.startsWith("I "))
    throw new AppError(
      "storage_full",
      "the command was not started: the workspace's disk is full, or cannot be written",
    );
}

function noDirectory(reason: string, path: string): AppError {
  if (reason === "denied") {
    const detail = `${path}: permission denied`;
    return new AppError("forbidden", `workdir: ${detail}`, { validations: [{ field: "workdir", detail }] });
  }
  return invalidField("workdir", reason === "file" ? `${path} is not a directory` : `${path} does not exist`);
}
