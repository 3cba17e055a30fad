import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { ShownSize } from "../../wire/agent-api.ts";
import { Cause, ExecutionEnd, ExecutionMeta, createRecord, filesOf } from "./execution-record.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import { readExit } from "./finish-execution.ts";
import { settleFromDisk, watchAdopted, wrapperLives } from "./watch-execution.ts";

/** Reads what earlier agents left: running executions are adopted, ended ones get their status from disk. */
export async function loadExecutions(root: string): Promise<readonly ExecutionRecord[]> {
  const names = await readdir(root);
  const records = await Promise.all(names.map(async (name) => await loadExecution(join(root, name))));
  return records.filter((record) => record !== undefined);
}

async function loadExecution(dir: string): Promise<ExecutionRecord | undefined> {
  const files = filesOf(dir);
  const meta = await readJsonFile(files.meta, ExecutionMeta);
  if (meta === undefined) {
    // The agent died while it wrote the record: the command has not been started.
    await rm(dir, { recursive: true, force: true });
    return undefined;
  }
  const { pid } = readExit(files);
  const record = createRecord(meta, dir, pid);
  if (meta.pty !== null) record.size = (await readJsonFile(files.size, ShownSize)) ?? meta.pty;
  record.cause = Cause.safeParse(await readFile(files.cause, "utf8").catch(() => "")).data;
  record.end = await readJsonFile(files.end, ExecutionEnd);
  if (record.end !== undefined) {
    record.ended.resolve();
    return record;
  }
  if (wrapperLives(record)) watchAdopted(record);
  else await settleFromDisk(record);
  return record;
}

async function readJsonFile<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}
