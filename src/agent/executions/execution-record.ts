import { join } from "node:path";
import { z } from "zod";
import { CAUSES } from "../../rules/executions/execution-end.ts";
import { ExecutionState, ShownSize, type TerminalSize } from "../../wire/agent-api.ts";

/** What is known when an execution starts; saved before the command runs. */
export const ExecutionMeta = z.object({
  id: z.string(),
  command: z.string(),
  workdir: z.string(),
  started_at: z.string(),
  timeout_ms: z.int().nullable(),
  separate_stderr: z.boolean(),
  keep_stdin: z.boolean(),
  idempotency_key: z.string().nullable(),
  digest: z.string(),
  /** Startup scripts do not count as somebody using the workspace. */
  is_startup: z.boolean(),
  /** The terminal's size at the start. */
  pty: ShownSize.nullable().default(null),
  started_by: z.string().nullable().default(null),
  /** The id of the person's terminal that it is. */
  terminal: z.string().nullable().default(null),
});
export type ExecutionMeta = Readonly<z.infer<typeof ExecutionMeta>>;

/** How it ended. */
export const ExecutionEnd = z.object({
  state: ExecutionState.exclude(["running"]),
  exit_code: z.int().nullable(),
  signal: z.string().nullable(),
  ended_at: z.string(),
});
export type ExecutionEnd = Readonly<z.infer<typeof ExecutionEnd>>;

/** Why the agent itself ended a command; saved before the first signal so that a restart still knows. */
export const Cause = z.enum(CAUSES);
export type Cause = z.infer<typeof Cause>;

/** An execution that this agent knows, running or finished. */
export interface ExecutionRecord {
  readonly meta: ExecutionMeta;
  readonly files: ExecutionFiles;
  readonly pid: number | null;
  /** Set once, right before `ended` resolves. */
  end: ExecutionEnd | undefined;
  cause: Cause | undefined;
  /** The kill in progress: the execution has not ended before its whole tree has. */
  killing: Promise<unknown> | undefined;
  /** The terminal's present size. */
  size: TerminalSize | null;
  /** What was sent to it through this agent. */
  readonly sentSignals: Set<string>;
  readonly ended: PromiseWithResolvers<void>;
}

export type ExecutionFiles = ReturnType<typeof filesOf>;

/** Where an execution keeps what. */
export function filesOf(dir: string) {
  return {
    dir,
    meta: join(dir, "meta.json"),
    end: join(dir, "end.json"),
    cause: join(dir, "cause"),
    /** The wrapper's pid on the first line, the exit status on the second. */
    exit: join(dir, "exit"),
    /** What the wrapper shell itself said. */
    shell: join(dir, "shell"),
    output: join(dir, "output"),
    stderr: join(dir, "stderr"),
    stdin: join(dir, "stdin"),
    holder: join(dir, "stdin.holder"),
    command: join(dir, "command"),
    /** The shell program inside a terminal, and the pid of the shell that runs it. */
    terminal: join(dir, "terminal"),
    terminalPid: join(dir, "terminal.pid"),
    size: join(dir, "size.json"),
    /** How much output there was when, for `since_ms`. */
    marks: join(dir, "marks"),
  } as const;
}

export function createRecord(meta: ExecutionMeta, dir: string, pid: number | null): ExecutionRecord {
  return {
    meta,
    files: filesOf(dir),
    pid,
    end: undefined,
    cause: undefined,
    killing: undefined,
    size: meta.pty,
    sentSignals: new Set(),
    ended: Promise.withResolvers<void>(),
  };
}
