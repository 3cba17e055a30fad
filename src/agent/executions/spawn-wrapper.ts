import type { WrapperEnd } from "../../rules/executions/execution-end.ts";
import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { AppError, invalidField } from "../../wire/errors.ts";
import { errnoOf } from "../errno.ts";
import { filesOf } from "./execution-record.ts";
import type { ExecutionFiles, ExecutionMeta } from "./execution-record.ts";
import type { TerminalPrograms } from "./terminal-programs.ts";
import { quote } from "../../rules/shell-word.ts";
import { terminalScript } from "./terminal-script.ts";
import { wrapperScript } from "../../rules/executions/wrapper-script.ts";

/** Linux takes at most 128 KiB in one argument: longer commands go through a file. */
const MAX_ARGUMENT_BYTES = 100_000;
const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;

export interface WrapperInput {
  readonly meta: ExecutionMeta;
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | undefined;
  /** What holds the terminal of a command that has one. */
  readonly programs: TerminalPrograms | undefined;
}

/** A wrapper that was started; `ended` resolves once, when it has exited. */
export interface Wrapper {
  readonly pid: number | null;
  readonly ended: Promise<WrapperEnd>;
}

/**
 * Makes the execution's directory and starts its wrapper; leaves nothing behind when it throws. Its few small files
 * are made synchronously: together that takes less time than one hop to the thread pool and back.
 */
export async function spawnWrapper(input: WrapperInput): Promise<Wrapper> {
  try {
    mkdirSync(input.dir, { recursive: true, mode: 0o700 });
    return await launch(input, filesOf(input.dir));
  } catch (error) {
    rmSync(input.dir, { recursive: true, force: true });
    throw startError(error);
  }
}

async function launch(input: WrapperInput, files: ExecutionFiles): Promise<Wrapper> {
  const { meta, env } = input;
  const fromFile = Buffer.byteLength(meta.command) > MAX_ARGUMENT_BYTES;
  await prepare(input, files, fromFile);
  const opened: number[] = [];
  const openFile = (path: string, flags: number) => {
    const fd = openSync(path, flags, 0o600);
    opened.push(fd);
    return fd;
  };
  try {
    const output = openFile(files.output, APPEND);
    const stdio = [
      input.stdin === undefined || meta.keep_stdin ? "ignore" : openFile(files.stdin, constants.O_RDONLY),
      output,
      openFile(files.shell, APPEND),
      meta.separate_stderr ? openFile(files.stderr, APPEND) : output,
      openFile(files.exit, constants.O_WRONLY),
    ] as const;
    const child = spawn("/bin/sh", wrapperArguments(input, files, fromFile), {
      cwd: meta.workdir,
      env: { ...env },
      detached: true,
      stdio: [...stdio],
    });
    const ended = endOf(child);
    await once(child, "spawn");
    return { pid: child.pid ?? null, ended };
  } finally {
    for (const fd of opened) closeSync(fd);
    if (input.stdin !== undefined && !meta.keep_stdin) rmSync(files.stdin, { force: true });
  }
}

function wrapperArguments(
  { meta, programs }: WrapperInput,
  files: ExecutionFiles,
  fromFile: boolean,
): readonly string[] {
  const keepStdin = meta.keep_stdin;
  if (programs !== undefined) {
    const inside = `exec /bin/sh ${quote(files.terminal)}`;
    const script = wrapperScript({ program: "terminal", keepStdin });
    return ["-c", script, meta.id, inside, files.stdin, programs.script];
  }
  const subject = fromFile ? files.command : meta.command;
  const script = wrapperScript({ program: fromFile ? "file" : "command", keepStdin });
  return ["-c", script, meta.id, subject, files.stdin];
}

/** Listens from the first moment: a short command ends while its files are still being closed here. */
async function endOf(child: ChildProcess): Promise<WrapperEnd> {
  const { promise, resolve } = Promise.withResolvers<WrapperEnd>();
  child.once("exit", (status, signal) => {
    resolve(status === null ? { kind: "signal", signal: signal ?? "SIGKILL" } : { kind: "status", status });
  });
  return await promise;
}

async function prepare(input: WrapperInput, files: ExecutionFiles, fromFile: boolean): Promise<void> {
  const { meta, stdin, env, programs } = input;
  const mode = 0o600;
  writeFileSync(files.meta, JSON.stringify(meta), { mode });
  // Space for the status is taken beforehand, so that a full disk cannot lose it.
  writeFileSync(files.exit, " ".repeat(64), { mode });
  if (fromFile) writeFileSync(files.command, meta.command, { mode });
  if (meta.pty !== null && programs !== undefined) {
    const { command, pty: size } = meta;
    const text = terminalScript({ command, fromFile, size, files, programs, shell: env["SHELL"] });
    writeFileSync(files.terminal, text, { mode });
  }
  if (meta.keep_stdin) await promisify(execFile)("mkfifo", ["-m", "600", files.stdin]);
  else if (stdin !== undefined) writeFileSync(files.stdin, stdin, { mode });
}

function startError(error: unknown): unknown {
  const options = { cause: error };
  switch (errnoOf(error) ?? "") {
    case "ENOSPC":
    case "EDQUOT":
      return new AppError(
        "storage_full",
        "the workspace's disk is full: the command was not started",
        options,
      );
    case "E2BIG":
      return new AppError("too_large", "env: the environment is larger than the system takes", options);
    case "ERR_INVALID_ARG_VALUE":
      return invalidField("command", "command and env must not contain NUL characters");
    case "EAGAIN":
    case "ENOMEM":
    case "EMFILE":
      return new AppError("unavailable", "the workspace has no room for another process", options);
    case "EACCES":
      return new AppError("forbidden", "the command could not be started: permission denied", options);
    default:
      return error;
  }
}
