import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

export interface ScryptCost {
  /** Binary logarithm of the cost N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** One of the parameter sets that OWASP names as equal in strength: 32 MiB, three passes. */
const DEFAULT_COST: ScryptCost = { ln: 15, r: 8, p: 3 };

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const HASH_BYTES = 32;

/** Hashes a password into a PHC string, which holds its cost and salt. */
export async function hashPassword(password: string, cost: ScryptCost = DEFAULT_COST): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/**
 * Tells whether `password` is the one of `stored`. Without a stored one (no such user, or a user without a password)
 * it takes as long, and is false.
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  cost: ScryptCost = DEFAULT_COST,
): Promise<boolean> {
  const parsed = PHC.exec(stored ?? "");
  if (parsed === null) {
    await derive(password, Buffer.alloc(16), cost);
    return false;
  }
  const [ln, r, p] = parsed.slice(1, 4).map(Number);
  const [salt, expected] = parsed.slice(4).map((part) => Buffer.from(part, "base64"));
  if (ln === undefined || r === undefined || p === undefined || salt === undefined) return false;
  const actual = await derive(password, salt, { ln, r, p });
  return expected?.length === actual.length && timingSafeEqual(actual, expected);
}

function derive(password: string, salt: Buffer, { ln, r, p }: ScryptCost): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, options, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "");
