/** A time as Coder's API writes it: UTC, without a fraction of zero (coder-api 0.1). */
export function rfc3339(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** The time that a text of RFC 3339 (section 5.6) says, in small letters too; undefined for any other text. */
export function parseRfc3339(text: string): Date | undefined {
  const capital = text.toUpperCase();
  const time = new Date(capital);
  return FORM.test(capital) && !Number.isNaN(time.getTime()) ? time : undefined;
}
