import { createKeyedLock } from "../../lib/keyed-lock.ts";
import { expandPath } from "../../rules/files/expand-path.ts";
import { EditFiles, FindFiles, ListFiles, ReadBytes, ReadText, WriteFile } from "../../wire/agent-files.ts";
import { AppError } from "../../wire/errors.ts";
import type { CheckpointConn } from "../checkpoint-conn.ts";
import type { WorkspaceConn } from "../workspace-conn.ts";
import { listExecutions } from "./executions/list-executions.ts";
import { readExecution } from "./executions/read-execution.ts";
import { signalExecution, signalProcess } from "./executions/signal-execution.ts";
import { startExecution } from "./executions/start-execution.ts";
import { writeStdin } from "./executions/write-stdin.ts";
import { editFiles } from "./files/edit-files.ts";
import { findFiles } from "./files/find-files.ts";
import { listFiles } from "./files/list-files.ts";
import { readBytes, readText } from "./files/read-file.ts";
import { statFile } from "./files/stat-file.ts";
import { writeFile } from "./files/write-file.ts";
import { createMetricsSampler } from "./metrics.ts";
import { parseQuery } from "./parse-query.ts";
import { createProcessLister } from "./processes.ts";
import { createShell, type Shell, type ShellOptions } from "./shell-pool.ts";

/** A connection that holds something open. */
export interface TerminalConn extends WorkspaceConn {
  /** Cuts the terminal's connection, which is then made again. */
  readonly cut: () => void;
  readonly close: () => void;
}

/**
 * Reaches an agent of any Coder deployment through its terminal (coder-api 4.1). What that cannot do is refused with
 * AppError "unsupported".
 */
export function terminalConn(options: ShellOptions): TerminalConn {
  const shell = createShell(options);
  return {
    ...executionCalls(shell),
    ...fileCalls(shell),
    checkpoints: NO_CHECKPOINTS,
    cut: shell.cut,
    close: shell.close,
  };
}

type FileCall = "stat" | "list" | "readText" | "readBytes" | "write" | "edit" | "find" | "watch" | "transfer";

const executionCalls = (shell: Shell): Omit<WorkspaceConn, FileCall | "checkpoints"> => ({
  start: async (request, signal) => await startExecution(shell, request, signal),
  output: async (id, query, signal) => await readExecution(shell, id, query, signal),
  executions: async (signal) => await listExecutions(shell, signal),
  input: async (id, input, signal) => await writeStdin(shell, id, input, signal),
  resize: async () => refuse("changing the size of a command's terminal"),
  signal: async (id, request, signal) => await signalExecution(shell, id, request, signal),
  signalProcess: async (pid, request, signal) => await signalProcess(shell, pid, request, signal),
  processes: createProcessLister(shell),
  metrics: createMetricsSampler(shell),
});

function fileCalls(shell: Shell): Pick<WorkspaceConn, FileCall> {
  const deps = { shell, lock: createKeyedLock() };
  const pathOf = async (path: string, signal: AbortSignal) =>
    expandPath(path, path.startsWith("~") ? (await shell.place(signal)).home : "/", "path");
  return {
    stat: async (path, signal) => await statFile(shell, await pathOf(path, signal), signal),
    list: async (query, signal) =>
      await listFiles(shell, await pathOf(query.path, signal), parseQuery(ListFiles, query), signal),
    find: async (query, signal) => {
      const path = await pathOf(query.path, signal);
      return await findFiles(shell, { ...parseQuery(FindFiles, query), path }, signal);
    },
    // oxlint-disable-next-line require-yield -- it has nothing to tell.
    watch: async function* () {
      refuse("watching a file");
    },
    transfer: async () => refuse("a URL for a file"),
    readText: async (query, signal) =>
      await readText(shell, await pathOf(query.path, signal), parseQuery(ReadText, query), signal),
    readBytes: async (query, signal) =>
      await readBytes(shell, await pathOf(query.path, signal), parseQuery(ReadBytes, query), signal),
    write: async (query, content, signal) => {
      const path = await pathOf(query.path, signal);
      return await writeFile(deps, { ...parseQuery(WriteFile, query), path }, content, signal);
    },
    edit: async (request, signal) => {
      const parsed = parseQuery(EditFiles, request);
      const files = [];
      for (const file of parsed.files) files.push({ ...file, path: await pathOf(file.path, signal) });
      return await editFiles(deps, { ...parsed, files }, signal);
    },
  };
}

const NO_CHECKPOINTS: CheckpointConn = {
  create: async () => refuse("checkpoints"),
  list: async () => refuse("checkpoints"),
  diff: async () => refuse("checkpoints"),
  restore: async () => refuse("checkpoints"),
};

function refuse(what: string): never {
  throw new AppError(
    "unsupported",
    `${what}: needs this project's agent in the workspace, which is reached through a terminal alone`,
  );
}
