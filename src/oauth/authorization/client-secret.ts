import { hash, timingSafeEqual } from "node:crypto";
import type { Provider } from "oidc-provider";
import { randomText } from "../token-text.ts";

/** No secret that is given out has a colon, so that one cannot be taken for the other. */
const STORED = /^sha256:([\w-]{43})$/;

/** A secret of the form that Coder's have. */
export const freshClientSecret = (): string => `coder_${randomText(10)}_${randomText(40)}`;

/** What stands for a secret wherever oidc-provider has a client from the database: its hash, as text. */
export const storedSecret = (secret: string): string => toText(hash("sha256", secret, "buffer"));

export const toText = (hashed: Buffer): string => `sha256:${hashed.toString("base64url")}`;

/** The hash to store, of a secret that is fresh or comes from the database. */
export function hashOf(secret: string): Buffer {
  const [, stored] = STORED.exec(secret) ?? [];
  return stored === undefined ? hash("sha256", secret, "buffer") : Buffer.from(stored, "base64url");
}

export const isStored = (secret: unknown): boolean => typeof secret === "string" && STORED.test(secret);

/** Makes a provider compare secrets by their hashes: the plain ones are not kept. */
export function compareHashedSecrets(provider: Provider): void {
  provider.Client.prototype.compareClientSecret = compareHashes;
}

function compareHashes(this: { readonly clientSecret?: string | undefined }, actual: string): boolean {
  const expected = Buffer.from(this.clientSecret ?? "");
  const sent = Buffer.from(storedSecret(actual));
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}
