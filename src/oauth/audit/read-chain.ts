import {
  type AuditCheckpointRow,
  chainHead,
  checkpointsBetween,
  type LinkRow,
  linksAfter,
  newestCheckpoint,
} from "../../db/audit-chain.ts";
import type { Db } from "../../db/connect.ts";
import {
  type ChainCheckpoint,
  ChainContent,
  type ChainLink,
  type ChainPage,
} from "../../wire/audit-chain.ts";
import type { AuditSigner } from "./audit-signer.ts";

/** The links behind `after`, with their checkpoints; what was let go is skipped, and its anchor comes along. */
export async function readChain(
  db: Db,
  signer: AuditSigner,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<ChainPage> {
  const anchor = await newestCheckpoint(db, "anchor");
  const begin = Math.max(after, anchor?.position ?? 0);
  const rows = await linksAfter(db, begin, limit);
  const head = (await chainHead(db))?.position ?? anchor?.position ?? 0;
  const last = rows.at(-1)?.position ?? begin;
  const upTo = last >= head ? Number.MAX_SAFE_INTEGER : last;
  const checkpoints = await checkpointsBetween(db, begin, upTo);
  const anchors = anchor !== undefined && anchor.position > after ? [anchor] : [];
  return {
    links: rows.map(toLink),
    checkpoints: [...anchors, ...checkpoints].map(toCheckpoint),
    public_keys: [...signer.publicKeys()],
    head,
  };
}

const toLink = ({ position, hash, ...entry }: LinkRow): ChainLink => ({
  position,
  hash: hash.toString("hex"),
  entry: entry.id === null ? null : ChainContent.parse(entry),
});

const toCheckpoint = (row: AuditCheckpointRow): ChainCheckpoint => ({
  position: row.position,
  hash: row.hash.toString("hex"),
  time: row.time.toISOString(),
  anchor: row.anchor,
  public_key: row.public_key.toString("hex"),
  signature: row.signature.toString("base64url"),
});
