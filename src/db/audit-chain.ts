import { type Selectable, sql } from "kysely";
import type { ChainContent } from "../wire/audit-chain.ts";
import type { AuditChainTable, AuditCheckpointTable } from "./audit-log-table.ts";
import type { Db } from "./connect.ts";

export type AuditCheckpointRow = Selectable<AuditCheckpointTable>;

/** Any number that no other use of advisory locks in this database has. */
const SEAL_LOCK = 7_233_502;

/** An entry as it is linked: with its time to the microsecond. */
const CONTENT = sql`
  l.id, to_char(l.time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time, l.request_id, l.user_id,
  l.key_id, l.client_id, l.ip, l.user_agent, l.action, l.resource_type, l.resource_id, l.resource_target,
  l.organization_id, l.workspace_id, l.agent_id, l.trace_id, l.duration_ms, l.bytes, l.status_code, l.diff,
  l.additional_fields`;

/** Whether this replica may link entries until its transaction ends; false while another one does. */
export async function lockSealing(db: Db): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${SEAL_LOCK}) as locked`.execute(db);
  return rows[0]?.locked === true;
}

/** Waits until no replica links entries, and keeps them from it until the transaction ends. */
export async function waitForSealing(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SEAL_LOCK})`.execute(db);
}

/**
 * The transactions whose entries are due: from the first to before the second. Behind the second are some that may
 * still be open; a database that was restored into a younger server begins anew.
 */
export async function dueTransactions(db: Db): Promise<{ readonly from: string; readonly before: string }> {
  const { rows } = await sql<{ from: string; before: string }>`
    select (case when before_xid > pg_snapshot_xmax(pg_current_snapshot()) then '0' else before_xid end)::text as "from",
           pg_snapshot_xmin(pg_current_snapshot())::text as before
      from audit_sealed`.execute(db);
  return rows[0] ?? { from: "0", before: "0" };
}

export async function noteSealed(db: Db, before: string): Promise<void> {
  await sql`update audit_sealed set before_xid = ${before}::xid8`.execute(db);
}

/** Entries of those transactions that are not linked yet, in the order in which they were written. */
export async function unlinkedEntries(
  db: Db,
  { from, before }: { readonly from: string; readonly before: string },
  limit: number,
): Promise<readonly ChainContent[]> {
  const { rows } = await sql<ChainContent>`
    select ${CONTENT} from audit_logs l
     where l.xid >= ${from}::xid8 and l.xid < ${before}::xid8
       and not exists (select from audit_chain c where c.log_id = l.id)
     order by l.xid, l.seq limit ${limit}`.execute(db);
  return rows;
}

/** The newest link; undefined while there is none. */
export async function chainHead(
  db: Db,
): Promise<{ readonly position: number; readonly hash: Buffer } | undefined> {
  return await db
    .selectFrom("audit_chain")
    .select(["position", "hash"])
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function insertLinks(db: Db, links: readonly AuditChainTable[]): Promise<void> {
  await sql`
    insert into audit_chain (position, log_id, hash)
    select * from unnest(${links.map(({ position }) => position)}::bigint[],
      ${links.map(({ log_id: id }) => id)}::uuid[], ${links.map(({ hash }) => hash)}::bytea[])`.execute(db);
}

export interface LinkRow extends Pick<AuditChainTable, "position" | "hash"> {
  /** Null where the log has it no more. */
  readonly id: string | null;
}

/** The links behind `after` in order, each with the fields of its entry. */
export async function linksAfter(db: Db, after: number, limit: number): Promise<readonly LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    select c.position, c.hash, ${CONTENT}
      from audit_chain c left join audit_logs l on l.id = c.log_id
     where c.position > ${after} order by c.position limit ${limit}`.execute(db);
  return rows;
}

export async function insertCheckpoint(
  db: Db,
  row: Omit<AuditCheckpointRow, "time"> & { time: Date },
): Promise<void> {
  await db
    .insertInto("audit_checkpoints")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The newest one, or the newest that is an anchor. */
export async function newestCheckpoint(
  db: Db,
  kind: "any" | "anchor" = "any",
): Promise<AuditCheckpointRow | undefined> {
  const query = db.selectFrom("audit_checkpoints").selectAll().orderBy("position", "desc").limit(1);
  return await (kind === "any" ? query : query.where("anchor", "=", true)).executeTakeFirst();
}

/** Those of positions behind `after` up to `upTo`, in order. */
export async function checkpointsBetween(
  db: Db,
  after: number,
  upTo: number,
): Promise<readonly AuditCheckpointRow[]> {
  return await db
    .selectFrom("audit_checkpoints")
    .selectAll()
    .where("position", ">", after)
    .where("position", "<=", upTo)
    .orderBy("position")
    .execute();
}

/** The link before the first entry that is not older than `before`; undefined when that is the chain's first. */
export async function lastLinkBefore(
  db: Db,
  before: Date,
): Promise<{ readonly position: number; readonly hash: Buffer } | undefined> {
  const { rows } = await sql<{ position: number; hash: Buffer }>`
    select c.position, c.hash from audit_chain c
     where c.position < coalesce((select y.position from audit_chain y join audit_logs l on l.id = y.log_id
                                   where l.time >= ${before} order by y.position limit 1), 9223372036854775807)
     order by c.position desc limit 1`.execute(db);
  return rows[0];
}

/** Lets go of what an anchor at `position` stands for; how many entries those were. */
export async function deleteThrough(db: Db, position: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from audit_logs l using audit_chain c where c.log_id = l.id and c.position <= ${position}`.execute(
    db,
  );
  await sql`delete from audit_chain where position <= ${position}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
