import type { AuditEntry } from "../wire/audit-log.ts";
import { insertAuditLogs } from "./audit-logs.ts";
import type { Db } from "./connect.ts";

/** Takes entries of the audit log. */
export interface AuditWriter {
  /** Resolves when the entry is committed. Rejects when the database did not take it. */
  readonly record: (entry: AuditEntry) => Promise<void>;
}

interface Batch {
  readonly entries: AuditEntry[];
  readonly written: PromiseWithResolvers<void>;
}

/** More entries than this make two statements. */
const BATCH_SIZE = 500;

/** Commits together what comes while the batch before is on its way: many calls at once cost few transactions. */
export function createAuditWriter(db: Db): AuditWriter {
  const waiting: Batch[] = [];
  let writing = false;

  const writeAll = async (): Promise<void> => {
    writing = true;
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      await insertAuditLogs(db, batch.entries).then(batch.written.resolve, batch.written.reject);
    }
    writing = false;
  };
  return {
    record: (entry) => {
      const open = waiting.at(-1);
      const batch = open !== undefined && open.entries.length < BATCH_SIZE ? open : emptyBatch();
      if (batch !== open) waiting.push(batch);
      batch.entries.push(entry);
      if (!writing) void writeAll();
      return batch.written.promise;
    },
  };
}

const emptyBatch = (): Batch => ({ entries: [], written: Promise.withResolvers() });
