import { hash } from "node:crypto";
import { type DeploymentKeys, indexOfSigner, sign } from "../deployment-keys.ts";

const PURPOSE = "oauth artifact reference";
const REFERENCE = /^ref\.([\w-]{43})\.([\w-]{43})$/;

/** What the database knows an artifact by; its holder alone knows the id. */
export function hashedId(keys: DeploymentKeys, id: string): Buffer {
  const [, hashed = "", signature = ""] = REFERENCE.exec(id) ?? [];
  const isOurs = hashed !== "" && indexOfSigner(keys.secretFor(PURPOSE), hashed, signature) >= 0;
  return isOurs ? Buffer.from(hashed, "base64url") : hash("sha256", id, "buffer");
}

/**
 * Stands for the id of an artifact that was found without it, such as a device code by its user code; nobody else can
 * make one.
 */
export function referenceTo(keys: DeploymentKeys, hashed: Buffer): string {
  const text = hashed.toString("base64url");
  return `ref.${text}.${sign(keys.secretFor(PURPOSE), text)}`;
}

export const isReference = (id: string): boolean => REFERENCE.test(id);
