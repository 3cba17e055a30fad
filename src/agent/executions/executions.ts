import { mkdir } from "node:fs/promises";
import { ExecutionLimits } from "../../wire/agent-tunnel.ts";
import { AppError } from "../../wire/errors.ts";
import { createKeyedLock } from "../../lib/keyed-lock.ts";
import { signalTree } from "../processes/kill-tree.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import { loadExecutions } from "./load-executions.ts";
import { retainExecutions } from "./retain-executions.ts";
import { digestOf, type StartRequest } from "../../rules/executions/start-request.ts";
import { startExecution } from "./start-execution.ts";
import type { StartContext, Starter } from "./start-execution.ts";
import { tendExecutions } from "./tend-executions.ts";
import { endExecution, treeOf } from "./watch-execution.ts";

/** Old output is removed so long after an execution's end, for all that ended meanwhile together. */
const RETAIN_AFTER_MS = 1000;
const NOBODY: Starter = { isStartup: false, by: null };

export interface Started {
  readonly record: ExecutionRecord;
  readonly replayed: boolean;
}

/** All executions of the workspace. */
export interface Executions {
  readonly start: (request: StartRequest, starter?: Starter) => Promise<Started>;
  /** Throws AppError "not_found" for an id that was never given, or whose output is no longer kept. */
  readonly find: (id: string) => ExecutionRecord;
  /** Newest first. */
  readonly list: () => readonly ExecutionRecord[];
  readonly running: () => readonly ExecutionRecord[];
  /** Refuses further starts, and ends everything that runs: SIGTERM, `graceMs`, SIGKILL. */
  readonly shutDown: (graceMs: number) => Promise<void>;
}

/** Opens the store in `context.root` and adopts what an earlier agent started; tends it until `signal` aborts. */
export async function openExecutions(context: StartContext, signal: AbortSignal): Promise<Executions> {
  await mkdir(context.root, { recursive: true, mode: 0o700 });
  const records = new Map<string, ExecutionRecord>();
  const limits = () => context.manifest()?.limits ?? ExecutionLimits.parse({});
  const retain = createRetainer(records, limits);
  const keep = (record: ExecutionRecord) => {
    records.set(record.meta.id, record);
    void record.ended.promise.then(retain);
  };
  for (const record of await loadExecutions(context.root)) keep(record);
  tendExecutions({ running: () => running(records), outputBytes: () => limits().output_bytes }, signal);
  return createExecutions({ ...context, limits }, records, keep);
}

type Limits = () => ExecutionLimits;

function createRetainer(records: Map<string, ExecutionRecord>, limits: Limits): () => void {
  let timer: NodeJS.Timeout | undefined;
  const run = async () => {
    timer = undefined;
    const { kept: count, kept_bytes: bytes } = limits();
    await retainExecutions(records, { count, bytes });
  };
  return () => {
    timer ??= setTimeout(() => void run(), RETAIN_AFTER_MS).unref();
  };
}

function createExecutions(
  context: StartContext & { readonly limits: Limits },
  records: Map<string, ExecutionRecord>,
  keep: (record: ExecutionRecord) => void,
): Executions {
  const lock = createKeyedLock();
  const gate = { starting: 0, isShut: false };
  const launch = async (request: StartRequest, starter: Starter): Promise<ExecutionRecord> => {
    if (gate.isShut) throw new AppError("unavailable", "the workspace is shutting down");
    demandRoom(running(records).length + gate.starting, context.limits().running);
    gate.starting += 1;
    try {
      const record = await startExecution(context, request, starter);
      keep(record);
      return record;
    } finally {
      gate.starting -= 1;
    }
  };
  return {
    start: async (request, starter = NOBODY) => {
      const key = request.idempotency_key;
      if (key === undefined) return { record: await launch(request, starter), replayed: false };
      return await lock(key, async () => {
        const first = replayOf(records, key, request);
        if (first !== undefined) return { record: first, replayed: true };
        return { record: await launch(request, starter), replayed: false };
      });
    },
    find: (id) => find(records, id, context.limits().kept),
    list: () => [...records.values()].toSorted((a, b) => (a.meta.started_at < b.meta.started_at ? 1 : -1)),
    running: () => running(records),
    shutDown: async (graceMs) => {
      gate.isShut = true;
      await Promise.all(running(records).map(async (record) => await leave(record, graceMs)));
    },
  };
}

/** A person's shell takes no notice of SIGTERM, but leaves when its terminal does. */
async function leave(record: ExecutionRecord, graceMs: number): Promise<void> {
  if (record.meta.terminal !== null) signalTree(treeOf(record), "SIGHUP");
  await endExecution(record, undefined, graceMs);
}

function running(records: ReadonlyMap<string, ExecutionRecord>): readonly ExecutionRecord[] {
  return [...records.values()].filter(({ end }) => end === undefined);
}

function find(records: ReadonlyMap<string, ExecutionRecord>, id: string, kept: number): ExecutionRecord {
  const record = records.get(id);
  if (record !== undefined) return record;
  throw new AppError("not_found", `no execution ${id} (the newest ${kept} finished ones are kept)`);
}

function demandRoom(busy: number, most: number): void {
  if (busy < most) return;
  throw new AppError("rate_limited", `${most} commands already run in this workspace: end one first`);
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
