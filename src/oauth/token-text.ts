import { hash, randomInt, timingSafeEqual } from "node:crypto";

const ALPHANUMERICS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TOKEN = /^([A-Za-z0-9]{10})-([A-Za-z0-9]{22})$/;

export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

export interface FreshToken {
  readonly id: string;
  /** What the caller keeps; shown once. */
  readonly text: string;
  /** What the database keeps. */
  readonly hashedSecret: Buffer;
}

/** Makes a token of the form that Coder's have: `<id>-<secret>` (coder-api 1.1). */
export function freshToken(): FreshToken {
  const [id, secret] = [randomText(10), randomText(22)];
  return { id, text: `${id}-${secret}`, hashedSecret: hashSecret(secret) };
}

/** Undefined for a text that cannot be a token. */
export function parseToken(text: string): TokenParts | undefined {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

export function secretMatches(secret: string, hashedSecret: Buffer): boolean {
  const actual = hashSecret(secret);
  return actual.length === hashedSecret.length && timingSafeEqual(actual, hashedSecret);
}

/** A fast hash is enough: the secret has 130 random bits. */
const hashSecret = (secret: string): Buffer => hash("sha256", secret, "buffer");

/** Text of letters and digits with close to 6 bits of randomness a character. */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHANUMERICS[randomInt(ALPHANUMERICS.length)]).join("");
}
