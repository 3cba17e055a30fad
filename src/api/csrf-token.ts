import { hash, timingSafeEqual } from "node:crypto";

/** What only the owner of a cookie can know; it tells nothing of the cookie. */
export function csrfToken(cookie: string): string {
  return hash("sha256", `csrf:${cookie}`, "hex");
}

export function isCsrfToken(sent: string, cookie: string): boolean {
  const expected = Buffer.from(csrfToken(cookie));
  const actual = Buffer.from(sent);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
