import { statSync } from "node:fs";
import { StartExecution } from "../../wire/agent-api.ts";
import type { TerminalQuery } from "../../wire/terminal.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import type { Executions } from "../executions/executions.ts";
import { resizeTerminal } from "../executions/resize-terminal.ts";
import { signalExecution } from "../executions/signal-execution.ts";
import { createKeyedLock } from "../../lib/keyed-lock.ts";
import type { Log } from "../log.ts";
import { shellCommand } from "./shell-command.ts";

/** Bytes of output that a client which comes back is sent again. */
const REPLAY_BYTES = 64 * 1024;
/** Between SIGHUP and SIGKILL of a terminal that nobody came back to. */
const GRACE_MS = 2000;

export interface TerminalsContext {
  readonly executions: Executions;
  /** What shells inherit, for `SHELL` and `PATH`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long after its last client has left a terminal is ended. */
  readonly forgetAfterMs: number;
  readonly log: Log;
}

export interface Attached {
  readonly record: ExecutionRecord;
  /** Byte of the output at which the client begins to read. */
  readonly start: number;
  readonly detach: () => void;
}

/** Terminals of people, each an execution under an id that its client chose. */
export interface Terminals {
  /** Starts a terminal, or finds the running one of that id and gives it the client's size (coder-api 4.1). */
  readonly attach: (query: TerminalQuery, by: string | null) => Promise<Attached>;
}

/** Takes over the terminals that outlived an earlier agent, and forgets each when nobody is attached for long. */
export function openTerminals(context: TerminalsContext): Terminals {
  const lock = createKeyedLock();
  const attendance = createAttendance(context);
  for (const record of context.executions.running())
    if (record.meta.terminal !== null) attendance.add(record)();
  return {
    attach: async (query, by) =>
      await lock(query.reconnect, async () => {
        const running = context.executions.running().find(({ meta }) => meta.terminal === query.reconnect);
        const record = running ?? (await start(context, query, by));
        const detach = attendance.add(record);
        if (running !== undefined) await resize(context, record, query);
        return { record, start: running === undefined ? 0 : replayFrom(record), detach };
      }),
  };
}

async function start(
  { executions, env }: TerminalsContext,
  { reconnect, width, height, command }: TerminalQuery,
  by: string | null,
): Promise<ExecutionRecord> {
  const request = StartExecution.parse({ command: shellCommand(command, env) });
  const pty = { rows: height, cols: width };
  const { record } = await executions.start(
    { ...request, pty },
    { isStartup: false, by, terminal: reconnect },
  );
  return record;
}

/** A terminal that ends meanwhile takes no size, and needs none. */
async function resize(
  { env }: TerminalsContext,
  record: ExecutionRecord,
  { width, height }: TerminalQuery,
): Promise<void> {
  if (record.size?.cols === width && record.size.rows === height) return;
  await resizeTerminal(record, { rows: height, cols: width }, env["PATH"]).catch((error: unknown) => {
    if (record.end === undefined) throw error;
  });
}

function replayFrom({ files }: ExecutionRecord): number {
  const size = statSync(files.output, { throwIfNoEntry: false })?.size ?? 0;
  return Math.max(0, size - REPLAY_BYTES);
}

interface Attendance {
  /** Counts a client of a terminal until it is called off. */
  readonly add: (record: ExecutionRecord) => () => void;
}

function createAttendance({ forgetAfterMs, log }: TerminalsContext): Attendance {
  const clients = new WeakMap<ExecutionRecord, number>();
  const timers = new WeakMap<ExecutionRecord, NodeJS.Timeout>();
  const leave = (record: ExecutionRecord): void => {
    const left = (clients.get(record) ?? 1) - 1;
    clients.set(record, left);
    if (left > 0 || record.end !== undefined) return;
    const timer = setTimeout(() => void forget(record, log), forgetAfterMs).unref();
    timers.set(record, timer);
    void record.ended.promise.then(() => clearTimeout(timer));
  };
  return {
    add: (record) => {
      clearTimeout(timers.get(record));
      clients.set(record, (clients.get(record) ?? 0) + 1);
      let isAttached = true;
      return () => {
        if (isAttached) leave(record);
        isAttached = false;
      };
    },
  };
}

async function forget(record: ExecutionRecord, log: Log): Promise<void> {
  try {
    await signalExecution(record, { signal: "SIGHUP", grace_ms: GRACE_MS, tree: true });
  } catch (error) {
    // It ended by itself at the same moment.
    if (record.end === undefined) log("warn", "a terminal was not ended", { error: String(error) });
  }
}
