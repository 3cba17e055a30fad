import type { Kysely } from "kysely";
import {
  chainHead,
  dueTransactions,
  insertCheckpoint,
  insertLinks,
  lockSealing,
  newestCheckpoint,
  noteSealed,
  unlinkedEntries,
} from "../../db/audit-chain.ts";
import type { Db } from "../../db/connect.ts";
import { publish } from "../../db/events.ts";
import type { Database } from "../../db/schema.ts";
import { CHAIN_START, type ChainCheckpoint, linkHash } from "../../wire/audit-chain.ts";
import type { AuditSigner } from "./audit-signer.ts";

export interface SealOptions {
  readonly db: Kysely<Database>;
  readonly signer: AuditSigner;
}

/** So many at a time, for linking keeps other requests waiting. */
const AT_ONCE = 500;
/** A checkpoint is due after so much time or so many entries. */
const CHECKPOINT_MS = 60_000;
const CHECKPOINT_ENTRIES = 10_000;

/** Links what was written since the last time, in one transaction; returns how many entries that were. */
export async function sealAudit({ db, signer }: SealOptions): Promise<number> {
  return await db.transaction().execute(async (transaction) => {
    if (!(await lockSealing(transaction))) return 0;
    const due = await dueTransactions(transaction);
    let sealed = 0;
    for (let linked = AT_ONCE; linked === AT_ONCE; sealed += linked)
      linked = await linkSome(transaction, due);
    if (sealed === 0) return 0;
    await noteSealed(transaction, due.before);
    await publish(transaction, "audit", "sealed");
    await checkpointIfDue(transaction, signer);
    return sealed;
  });
}

async function linkSome(db: Db, due: { readonly from: string; readonly before: string }): Promise<number> {
  const entries = await unlinkedEntries(db, due, AT_ONCE);
  if (entries.length === 0) return 0;
  const head = await chainHead(db);
  // Behind an anchor whose last entries were let go, the chain goes on from it.
  const from = head ?? (await newestCheckpoint(db, "anchor"));
  let position = from?.position ?? 0;
  let previous = from?.hash.toString("hex") ?? CHAIN_START;
  const links = entries.map((entry) => {
    previous = linkHash(previous, entry);
    return { position: ++position, log_id: entry.id, hash: Buffer.from(previous, "hex") };
  });
  await insertLinks(db, links);
  return entries.length;
}

async function checkpointIfDue(db: Db, signer: AuditSigner): Promise<void> {
  const [head, newest] = [await chainHead(db), await newestCheckpoint(db)];
  if (head === undefined) return;
  const isRecent = newest !== undefined && Date.now() - newest.time.getTime() < CHECKPOINT_MS;
  if (isRecent && head.position - newest.position < CHECKPOINT_ENTRIES) return;
  await storeCheckpoint(db, signer, head, false);
}

/** Signs how the chain is at a link. */
export async function storeCheckpoint(
  db: Db,
  signer: AuditSigner,
  { position, hash }: { readonly position: number; readonly hash: Buffer },
  anchor: boolean,
): Promise<void> {
  const time = new Date();
  const fields = { position, hash: hash.toString("hex"), time: time.toISOString(), anchor };
  await insertCheckpoint(db, { ...toRow(signer.sign(fields)), time });
}

const toRow = ({ position, hash, anchor, public_key: key, signature }: ChainCheckpoint) => ({
  position,
  hash: Buffer.from(hash, "hex"),
  anchor,
  public_key: Buffer.from(key, "hex"),
  signature: Buffer.from(signature, "base64url"),
});
