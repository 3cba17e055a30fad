import { mkdir } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../wire/errors.ts";
import { createKeyedLock } from "../keyed-lock.ts";
import { signalTree } from "../processes/kill-tree.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import { loadExecutions } from "./load-executions.ts";
import { retainExecutions } from "./retain-executions.ts";
import { digestOf, startExecution } from "./start-execution.ts";
import type { StartContext, StartRequest } from "./start-execution.ts";
import { endExecution, treeOf } from "./watch-execution.ts";

export const MAX_RUNNING = 64;
const RETENTION = { count: 200, bytes: 512 * 1024 * 1024 };
/** Old output is removed so long after an execution's end, for all that ended meanwhile together. */
const RETAIN_AFTER_MS = 1000;
/** A wrapper that has only just been started has no child to signal yet. */
const FORK_LIMIT_MS = 2000;
const FORK_POLL_MS = 5;

export interface Started {
  readonly record: ExecutionRecord;
  readonly replayed: boolean;
}

/** All executions of the workspace. */
export interface Executions {
  readonly start: (request: StartRequest, options?: { readonly isStartup: boolean }) => Promise<Started>;
  /** Throws AppError "not_found" for an id that was never given, or whose output is no longer kept. */
  readonly find: (id: string) => ExecutionRecord;
  /** Newest first. */
  readonly list: () => readonly ExecutionRecord[];
  readonly running: () => readonly ExecutionRecord[];
  readonly signal: (id: string, signal: NodeJS.Signals) => Promise<void>;
  /** Refuses further starts, and ends everything that runs: SIGTERM, `graceMs`, SIGKILL. */
  readonly shutDown: (graceMs: number) => Promise<void>;
}

/** Opens the store in `context.root` and adopts what an earlier agent started. */
export async function openExecutions(context: StartContext): Promise<Executions> {
  await mkdir(context.root, { recursive: true, mode: 0o700 });
  const records = new Map<string, ExecutionRecord>();
  const retain = createRetainer(records);
  const keep = (record: ExecutionRecord) => {
    records.set(record.meta.id, record);
    void record.ended.promise.then(retain);
  };
  for (const record of await loadExecutions(context.root)) keep(record);
  return createExecutions(context, records, keep);
}

function createRetainer(records: Map<string, ExecutionRecord>): () => void {
  let timer: NodeJS.Timeout | undefined;
  const run = async () => {
    await retainExecutions(records, RETENTION);
    timer = undefined;
  };
  return () => {
    timer ??= setTimeout(() => void run(), RETAIN_AFTER_MS).unref();
  };
}

function createExecutions(
  context: StartContext,
  records: Map<string, ExecutionRecord>,
  keep: (record: ExecutionRecord) => void,
): Executions {
  const lock = createKeyedLock();
  const gate = { starting: 0, isShut: false };
  const launch = async (request: StartRequest, isStartup: boolean): Promise<ExecutionRecord> => {
    demandRoom(running(records).length + gate.starting, gate.isShut);
    gate.starting += 1;
    try {
      const record = await startExecution(context, request, isStartup);
      keep(record);
      return record;
    } finally {
      gate.starting -= 1;
    }
  };
  return {
    start: async (request, { isStartup } = { isStartup: false }) => {
      const key = request.idempotency_key;
      if (key === undefined) return { record: await launch(request, isStartup), replayed: false };
      return await lock(key, async () => {
        const first = replayOf(records, key, request);
        if (first !== undefined) return { record: first, replayed: true };
        return { record: await launch(request, isStartup), replayed: false };
      });
    },
    find: (id) => find(records, id),
    list: () => [...records.values()].toSorted((a, b) => (a.meta.started_at < b.meta.started_at ? 1 : -1)),
    running: () => running(records),
    signal: async (id, signal) => await signalExecution(find(records, id), signal),
    shutDown: async (graceMs) => {
      gate.isShut = true;
      await Promise.all(
        running(records).map(async (record) => await endExecution(record, undefined, graceMs)),
      );
    },
  };
}

function running(records: ReadonlyMap<string, ExecutionRecord>): readonly ExecutionRecord[] {
  return [...records.values()].filter(({ end }) => end === undefined);
}

function find(records: ReadonlyMap<string, ExecutionRecord>, id: string): ExecutionRecord {
  const record = records.get(id);
  if (record !== undefined) return record;
  throw new AppError("not_found", `no execution ${id} (the newest 200 finished ones are kept)`);
}

function demandRoom(busy: number, isShut: boolean): void {
  if (isShut) throw new AppError("unavailable", "the workspace is shutting down");
  if (busy < MAX_RUNNING) return;
  throw new AppError("rate_limited", `${MAX_RUNNING} commands already run in this workspace: end one first`);
}

function replayOf(
  records: ReadonlyMap<string, ExecutionRecord>,
  key: string,
  request: StartRequest,
): ExecutionRecord | undefined {
  const first = [...records.values()].find(({ meta }) => meta.idempotency_key === key);
  if (first === undefined || first.meta.digest === digestOf(request)) return first;
  throw new AppError(
    "conflict",
    `idempotency_key: ${key} was used for a different command (${first.meta.id})`,
  );
}

async function signalExecution(record: ExecutionRecord, signal: NodeJS.Signals): Promise<void> {
  if (record.end === undefined && signal === "SIGKILL") return await endExecution(record, "killed", 0);
  record.sentSignals.add(signal);
  const limit = performance.now() + FORK_LIMIT_MS;
  do {
    // After its end only processes it left in the background can be meant.
    if (signalTree(treeOf(record), signal) > 0) return;
    if (record.end === undefined) await delay(FORK_POLL_MS);
  } while (record.end === undefined && performance.now() < limit);
  if (record.end === undefined) return;
  throw new AppError("conflict", `execution ${record.meta.id} has ended and left no processes`);
}
