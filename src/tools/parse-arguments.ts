import type { z } from "zod";
import { didYouMean } from "../lib/nearest-name.ts";
import { AppError, type FieldError } from "../wire/errors.ts";

/** Checks a tool's arguments; absent ones count as none. Throws AppError "invalid" that names every bad argument. */
export function parseArguments<T extends z.ZodObject>(schema: T, args: unknown): z.output<T> {
  const parsed = schema.safeParse(args ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  const names = Object.keys(schema.shape);
  const validations = parsed.error.issues.flatMap((issue) => faultsOf(issue, names));
  const message = validations.map(({ field, detail }) => `${field}: ${detail}`).join("; ");
  throw new AppError("invalid", message, { validations });
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue, names: readonly string[]): readonly FieldError[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownArgument(key, names));
  const field = issue.path.length === 0 ? "arguments" : issue.path.join(".");
  return [{ field, detail: detailOf(issue) }];
}

function unknownArgument(key: string, names: readonly string[]): FieldError {
  const accepted = names.length === 0 ? "this tool takes none" : `accepted are ${names.join(", ")}`;
  return { field: key, detail: `is not an argument; ${accepted}.${didYouMean(key, names)}` };
}

function detailOf(issue: Issue): string {
  if (issue.code === "invalid_type") {
    const wanted = `${article(issue.expected)} ${issue.expected}`;
    return issue.input === undefined
      ? `is required, ${wanted}`
      : `must be ${wanted}, not ${kindOf(issue.input)}`;
  }
  if (issue.code === "too_big") return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === "too_small") return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  return issue.message;
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? "an" : "a");

const unitOf = (origin: string): string => (origin === "string" ? " characters" : "");

function kindOf(input: unknown): string {
  if (input === null) return "null";
  if (Array.isArray(input)) return "an array";
  if (typeof input === "number" && !Number.isInteger(input)) return `the number ${input}`;
  return typeof input === "object"
    ? "an object"
    : `the ${typeof input} ${JSON.stringify(input)}`.slice(0, 60);
}
