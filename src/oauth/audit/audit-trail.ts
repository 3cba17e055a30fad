import type { Kysely } from "kysely";
import { insertAuditLogs } from "../../db/audit-logs.ts";
import { createAuditWriter } from "../../db/audit-writer.ts";
import type { Database } from "../../db/schema.ts";
import type { Units } from "../../db/units.ts";
import type { AuditEntry } from "../../wire/audit-log.ts";
import type { AuditSigner } from "./audit-signer.ts";

/** How a piece of work ended: whether its effect stays, and what the log is told. */
export interface Audited {
  readonly keep: boolean;
  readonly entry: AuditEntry | undefined;
}

/** Where everything goes that is audited. */
export interface AuditTrail {
  /** Resolves when the entry is stored, or else is in the server's log, so that none is lost. */
  readonly record: (entry: AuditEntry) => Promise<void>;
  /** Runs work whose writes and whose entry are one transaction; an effect that is not kept is undone. */
  readonly together: (work: () => Promise<Audited>) => Promise<void>;
  /** Runs what is kept whatever becomes of the change around it. */
  readonly apart: Units["apart"];
  readonly signer: AuditSigner;
}

export interface AuditTrailOptions {
  readonly db: Kysely<Database>;
  readonly units: Units;
  readonly signer: AuditSigner;
  readonly log: { readonly error: (fields: object, message: string) => void };
}

export function createAuditTrail({ db, units, signer, log }: AuditTrailOptions): AuditTrail {
  const writer = createAuditWriter(db);
  const record = async (entry: AuditEntry): Promise<void> => {
    try {
      // One batch has entries of several requests: none of their units may hold it.
      await units.apart(() => writer.record(entry));
    } catch (error) {
      log.error({ err: error, entry }, "an audit entry could not be stored");
    }
  };
  return {
    signer,
    record,
    apart: units.apart,
    together: async (work) => {
      const unit = units.open();
      const { keep, entry } = await ended(unit.run(work), unit.rollback);
      if (!keep || !unit.hasBegun()) {
        await unit.rollback();
        if (entry !== undefined) await record(entry);
        return;
      }
      if (entry !== undefined)
        await ended(
          unit.run(() => insertAuditLogs(db, [entry])),
          unit.rollback,
        );
      await unit.commit();
    },
  };
}

async function ended<T>(work: Promise<T>, rollback: () => Promise<void>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await rollback();
    throw error;
  }
}
