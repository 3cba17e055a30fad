import { createPublicKey, hash, verify } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../lib/canonical-json.ts";
import { AuditLog } from "./audit-log.ts";
import { Uuid } from "./scalars.ts";

/** An entry as it is linked: every field of it counts. */
export const ChainContent = z.looseObject({
  ...AuditLog.pick({
    id: true,
    time: true,
    request_id: true,
    key_id: true,
    client_id: true,
    ip: true,
    user_agent: true,
    action: true,
    resource_type: true,
    resource_id: true,
    resource_target: true,
    status_code: true,
    diff: true,
    additional_fields: true,
    trace_id: true,
  }).shape,
  user_id: Uuid,
});
export type ChainContent = z.infer<typeof ChainContent>;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");

/** One place of the chain. */
export const ChainLink = z.object({
  position: z.int().positive(),
  hash: Sha256,
  /** Null where the log has the entry no more. */
  entry: ChainContent.nullable(),
});
export type ChainLink = z.infer<typeof ChainLink>;

/** What the deployment signed of the chain. */
export const ChainCheckpoint = z.object({
  position: z.int().positive(),
  hash: Sha256,
  time: z.string(),
  /** Entries up to this one were let go by retention. */
  anchor: z.boolean(),
  /** Ed25519, 32 bytes in hexadecimal digits. */
  public_key: Sha256,
  signature: z.string(),
});
export type ChainCheckpoint = z.infer<typeof ChainCheckpoint>;

/** A stretch of the chain: the links behind a position, and the checkpoints that belong to them. */
export const ChainPage = z.object({
  links: z.array(ChainLink),
  checkpoints: z.array(ChainCheckpoint),
  /** Keys that the deployment signs with, or did. */
  public_keys: z.array(z.string()),
  /** How far the chain goes; 0 of an empty one. */
  head: z.int(),
});
export type ChainPage = z.infer<typeof ChainPage>;

/** What the first link follows. */
export const CHAIN_START = "0".repeat(64);

/** The hash of a link, in hexadecimal digits. */
export const linkHash = (previous: string, entry: unknown): string =>
  hash("sha256", `${previous}\n${canonicalJson(entry)}`, "hex");

/** What is signed of a checkpoint. */
export const checkpointText = ({
  position,
  hash: head,
  time,
  anchor,
}: Omit<ChainCheckpoint, "public_key" | "signature">): string =>
  ["coder audit checkpoint", position, head, time, anchor ? "anchor" : "head"].join("\n");

/** DER before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** Whether the key that the checkpoint names made its signature. */
export function isSigned(checkpoint: ChainCheckpoint): boolean {
  const der = Buffer.concat([SPKI_PREFIX, Buffer.from(checkpoint.public_key, "hex")]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  return verify(
    undefined,
    Buffer.from(checkpointText(checkpoint)),
    key,
    Buffer.from(checkpoint.signature, "base64url"),
  );
}
