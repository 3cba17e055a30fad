/** A time as Coder's API writes it: UTC, without a fraction of zero (coder-api 0.1). */
export function rfc3339(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}
