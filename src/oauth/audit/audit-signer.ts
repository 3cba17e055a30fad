import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { checkpointText, type ChainCheckpoint } from "../../wire/audit-chain.ts";
import type { DeploymentKeys } from "../deployment-keys.ts";

/** Signs checkpoints of the audit log with Ed25519 keys that come from the deployment's own. */
export interface AuditSigner {
  readonly sign: (checkpoint: Omit<ChainCheckpoint, "public_key" | "signature">) => ChainCheckpoint;
  /** The one in use, then those before it, in hexadecimal digits. */
  readonly publicKeys: () => readonly string[];
}

/** DER before the 32 bytes of an Ed25519 private key (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const KEY_BYTES = 32;

export function auditSigner({ secretFor }: Pick<DeploymentKeys, "secretFor">): AuditSigner {
  const secrets = () => secretFor("audit checkpoints");
  return {
    sign: (checkpoint) => {
      const key = privateKey(secrets().current);
      const signature = sign(undefined, Buffer.from(checkpointText(checkpoint)), key).toString("base64url");
      return { ...checkpoint, public_key: publicKey(secrets().current), signature };
    },
    publicKeys: () => [secrets().current, ...secrets().older].map(publicKey),
  };
}

const privateKey = (seed: Buffer) =>
  createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });

const publicKey = (seed: Buffer): string =>
  createPublicKey(privateKey(seed))
    .export({ format: "der", type: "spki" })
    .subarray(-KEY_BYTES)
    .toString("hex");
