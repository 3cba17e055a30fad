export interface Redaction {
  /** Texts that are secret wherever they stand; short ones are left alone. */
  readonly known?: readonly string[];
  /** Characters that are kept of a text. */
  readonly maxText?: number;
}

export const REDACTED = "[redacted]";

/** A shorter text would be found in others by chance. */
const MIN_KNOWN = 6;
const MAX_TEXT = 4096;
const MAX_ITEMS = 100;
const MAX_DEPTH = 8;

/** Names of fields whose values are secret. */
const SECRET_NAME =
  /(?:^|[_-])(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|stdin|private[_-]?key|credentials?|authorization|cookie)$|(?:Password|Secret|Token|ApiKey)$/i;

/** Texts that are secret by their form, and what is kept of each. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, REDACTED],
  [/\b(?:gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|sk-|npm_|hf_)[\w-]{16,}/g, REDACTED],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, REDACTED],
  // Tokens of Coder.
  [/\b[A-Za-z0-9]{10}-[A-Za-z0-9]{22}\b/g, REDACTED],
  [/(:\/\/[^\s/:@]+:)[^\s/@]+@/g, `$1${REDACTED}@`],
  // Assignments and flags: PASSWORD=x, "token": "x", --api-key x.
  [
    /((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key)["']?\s*[=:]\s*["']?)[^\s"'&;,]{3,}/gi,
    `$1${REDACTED}`,
  ],
  [/(--(?:password|passphrase|secret|token|api-key)[= ])\S+/gi, `$1${REDACTED}`],
];

/** Most texts have none of what the patterns begin with. */
const SUSPICIOUS =
  /-----BEGIN|bearer|basic|eyJ|gh[opsur]_|github_pat|glpat|xox|sk-|npm_|hf_|AKIA|ASIA|[A-Za-z0-9]{10}-[A-Za-z0-9]{22}|:\/\/[^\s/]*@|pass|secret|token|api[_-]?key/i;

/** A copy of a JSON value without its secrets, and with long texts and lists cut. */
export function redact(value: unknown, redaction: Redaction = {}): unknown {
  return copy(value, {
    ...redaction,
    known: (redaction.known ?? []).filter((text) => text.length >= MIN_KNOWN),
  });
}

function copy(value: unknown, redaction: Redaction, depth = 0): unknown {
  if (typeof value === "string") return redactText(value, redaction);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "[too deep]";
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => copy(item, redaction, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ITEMS)
      .map(([key, field]) => [
        key,
        SECRET_NAME.test(key) && field !== null && field !== ""
          ? REDACTED
          : copy(field, redaction, depth + 1),
      ]),
  );
}

/** A text without its secrets, cut with a note of how long it was. */
export function redactText(text: string, { known = [], maxText = MAX_TEXT }: Redaction = {}): string {
  let clean = text;
  for (const secret of known) clean = clean.replaceAll(secret, REDACTED);
  if (SUSPICIOUS.test(clean)) for (const [pattern, kept] of PATTERNS) clean = clean.replace(pattern, kept);
  if (clean.length <= maxText) return clean;
  return `${clean.slice(0, maxText).toWellFormed()} … (${text.length} characters)`;
}
