import { createHmac, hkdfSync, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { type CryptoKeyRow, cryptoKeys, insertCryptoKey } from "../db/crypto-keys.ts";
import type { Db } from "../db/connect.ts";
import { type Events, publish } from "../db/events.ts";

/** The keys of one purpose, 32 bytes each. */
export interface PurposeKeys {
  /** Signs. */
  readonly current: Buffer;
  /** Verify what was signed before a rotation, the newest first. */
  readonly older: readonly Buffer[];
}

/** The deployment's own secrets: every replica has the same ones, and follows a rotation without a restart. */
export interface DeploymentKeys extends Disposable {
  /** Keys that nothing else shares; `purpose` is any name. Ask again for each use, because keys rotate. */
  readonly secretFor: (purpose: string) => PurposeKeys;
}

export interface DeploymentKeysOptions {
  readonly db: Db;
  readonly events: Pick<Events, "listen">;
  /** Told when the keys could not be read again; the ones known stay in use. */
  readonly onError: (error: unknown) => void;
}

const SECRET_BYTES = 32;

/** Reads the keys, makes the first one of a fresh database, and reads them again whenever they are rotated. */
export async function openDeploymentKeys({
  db,
  events,
  onError,
}: DeploymentKeysOptions): Promise<DeploymentKeys> {
  const read = async (): Promise<readonly CryptoKeyRow[]> => await cryptoKeys(db, randomBytes(SECRET_BYTES));
  let derived = new Map<string, PurposeKeys>();
  let rows: readonly CryptoKeyRow[] = [];
  const reload = async (): Promise<void> => {
    rows = await read();
    derived = new Map();
  };
  // Subscribed before the first look, so that no rotation falls between.
  const listening = events.listen("crypto_key", () => void reload().catch(onError));
  await reload();
  return {
    secretFor: (purpose) => {
      const keys = derived.get(purpose) ?? derive(rows, purpose);
      derived.set(purpose, keys);
      return keys;
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}

/** Adds a key that signs from then on in every replica; earlier ones go on verifying. Returns its id. */
export async function rotateDeploymentKeys(db: Db): Promise<string> {
  const id = randomUUID();
  await insertCryptoKey(db, { id, secret: randomBytes(SECRET_BYTES) });
  await publish(db, "crypto_key", id);
  return id;
}

/** HMAC-SHA256 under the current key. */
export function sign({ current }: PurposeKeys, data: string): string {
  return mac(current, data).toString("base64url");
}

/** Which key made a signature: 0 is the current one; -1 when none did. */
export function indexOfSigner({ current, older }: PurposeKeys, data: string, signature: string): number {
  const actual = Buffer.from(signature, "base64url");
  return [current, ...older].findIndex((key) => {
    const expected = mac(key, data);
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  });
}

const mac = (key: Buffer, data: string): Buffer => createHmac("sha256", key).update(data).digest();

function derive(rows: readonly CryptoKeyRow[], purpose: string): PurposeKeys {
  const [current, ...older] = rows.map(({ secret }) =>
    Buffer.from(hkdfSync("sha256", secret, "", `coder ${purpose}`, SECRET_BYTES)),
  );
  if (current === undefined) throw new TypeError("the deployment has no key");
  return { current, older };
}
