import { fieldOf } from "../lib/field-of.ts";
import type { CallOutcome } from "./call-outcome.ts";

/** What a tool's answer says that tells later what the call did. */
const TOLD = ["execution_id", "state", "exit_code", "signal", "build_number", "transition", "checkpoint_id"];

const MAX_FILES = 20;
/** Characters of one file's diff. */
const MAX_DIFF = 4000;

/** What the audit log keeps of an answer: its size, and what came of the call. */
export function answerFacts(answer: unknown): Pick<CallOutcome, "bytes" | "facts"> {
  const structured = fieldOf(answer, "structuredContent");
  const facts = TOLD.flatMap((name): [string, unknown][] => {
    const value = fieldOf(structured, name);
    return typeof value === "string" || typeof value === "number" ? [[name, value]] : [];
  });
  const diffs = diffsOf(fieldOf(structured, "files"));
  if (diffs.length > 0) facts.push(["diffs", diffs]);
  const content = fieldOf(answer, "content");
  if (!Array.isArray(content)) return {};
  return {
    bytes: content.reduce((sum: number, item: unknown) => sum + sizeOf(item), 0),
    ...(facts.length > 0 && { facts: Object.fromEntries(facts) }),
  };
}

/** What an edit changed in each file, as far as that is short. */
function diffsOf(files: unknown): readonly unknown[] {
  if (!Array.isArray(files)) return [];
  return files.slice(0, MAX_FILES).flatMap((file: unknown) => {
    const [path, diff] = [fieldOf(file, "path"), fieldOf(file, "diff")];
    return typeof diff === "string" ? [{ path, diff: diff.slice(0, MAX_DIFF).toWellFormed() }] : [];
  });
}

function sizeOf(item: unknown): number {
  const text = fieldOf(item, "text") ?? fieldOf(item, "data");
  return typeof text === "string" ? Buffer.byteLength(text) : 0;
}
