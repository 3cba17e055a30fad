import type { Logger } from "pino";
import type { AuditWriter } from "../db/audit-writer.ts";
import type { AuditEntry } from "../wire/audit-log.ts";

/** Takes an entry of the audit log; never rejects. */
export type RecordAudit = (entry: AuditEntry) => Promise<void>;

/** An entry that the database does not take goes to the server's log instead, so that none is lost. */
export const recordAudit =
  (writer: AuditWriter, log: Logger): RecordAudit =>
  async (entry) => {
    try {
      await writer.record(entry);
    } catch (error) {
      log.error({ err: error, entry }, "an audit entry could not be stored");
    }
  };
