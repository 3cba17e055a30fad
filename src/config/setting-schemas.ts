import { z } from "zod";
import { parseDuration } from "../lib/duration.ts";
import { parseSize } from "../lib/size.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** The readers of settings' texts; each message says what is accepted. */
export const text = z.string();

export const wordList = z.string().transform((list) =>
  list
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== ""),
);

/** The texts of a setting of kind `list`. */
export const textList = z.array(z.string());

/** A setting of kind `list` whose flag may hold several names with commas too. */
export const nameList = z.array(z.string()).transform((texts) =>
  texts
    .flatMap((one) => one.split(","))
    .map((word) => word.trim())
    .filter((word) => word !== ""),
);

/** A setting of kind `switch`, in the words that Coder's variables take. */
export const switched = z.string().transform((value, context) => {
  if (/^(?:1|t|true|yes|on)$/i.test(value)) return true;
  if (/^(?:0|f|false|no|off)?$/i.test(value)) return false;
  context.addIssue({ code: "custom", message: "must be true or false" });
  return z.NEVER;
});

/** One of `words`. */
export const oneOf = <const W extends string>(words: readonly W[]) =>
  z.enum(words, { error: `must be one of ${words.join(", ")}` });

export const wholeNumber = z
  .string()
  .regex(/^-?\d{1,9}$/, "must be a whole number")
  .transform(Number);

export const logLevel = oneOf(LOG_LEVELS);

export const count = (min: number, max: number): z.ZodType<number> =>
  z
    .string()
    .refine(
      (value) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max,
      `must be a whole number from ${min} to ${max}`,
    )
    .transform(Number);

/** As `count`, undefined for an empty text. */
export const optionalCount = (min: number, max: number) =>
  z.union([z.literal("").transform(() => undefined), count(min, max)]);

/** Bytes. */
export const size = z.string().transform((value, context) => {
  const bytes = parseSize(value);
  if (bytes !== undefined && bytes > 0) return bytes;
  context.addIssue({ code: "custom", message: "must be a size such as 512MiB or 8GiB" });
  return z.NEVER;
});

export const httpUrl = z
  .string()
  .refine(
    (url) => url === "" || /^https?:\/\/[^/?#]+/.test(url),
    "must be a URL such as https://coder.example.com",
  )
  .transform((url) => url.replace(/\/+$/, ""));

export const wildcardHost = z
  .string()
  .toLowerCase()
  .regex(
    /^(?:\*\.[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?)?$/,
    "must be a host with * as its first part, such as *.apps.example.com or *.apps.example.com:8443",
  );

export const postgresUrl = z
  .string()
  .refine(
    (url) => url === "" || (/^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url)),
    "must be a URL such as postgres://coder:password@db.example.com/coder",
  );

/** Milliseconds. */
export const duration = (min: string, max: string): z.ZodType<number> =>
  z.string().transform((value, context) => {
    const ms = parseDuration(value);
    if (ms !== undefined && ms >= (parseDuration(min) ?? 0) && ms <= (parseDuration(max) ?? 0)) return ms;
    context.addIssue({
      code: "custom",
      message: `must be a duration from ${min} to ${max}, such as 60s or 2m`,
    });
    return z.NEVER;
  });

/** Milliseconds; undefined for no text. */
export const optionalDuration = (min: string, max: string) =>
  z.union([z.literal("").transform(() => undefined), duration(min, max)], {
    error: `must be a duration from ${min} to ${max}, such as 12h or 30d`,
  });

export const address = z.string().transform((value, context) => {
  const match = /^(?<host>\[[0-9a-fA-F:]+\]|[^:]*):(?<port>\d{1,5})$/.exec(value);
  const port = Number(match?.groups?.["port"]);
  if (match === null || port > 65_535) {
    context.addIssue({
      code: "custom",
      message: "must be host:port such as 127.0.0.1:3000, with a port up to 65535",
    });
    return z.NEVER;
  }
  return { host: match.groups?.["host"] || "0.0.0.0", port };
});

export const originList = wordList.refine(
  (origins) => origins.every((origin) => /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+$/.test(origin)),
  "must be origins such as https://app.example.com, joined by commas",
);

/** `name=value`, joined by commas, values as in URLs (OpenTelemetry's OTEL_EXPORTER_OTLP_HEADERS). */
export const headerList = wordList
  .refine((pairs) => pairs.every((pair) => /^[\w-]+\s*=/.test(pair)), "must be name=value, joined by commas")
  .transform((pairs): Readonly<Record<string, string>> =>
    Object.fromEntries(
      pairs.map((pair) => {
        const at = pair.indexOf("=");
        return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())];
      }),
    ),
  );

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
