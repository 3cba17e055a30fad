import { z } from "zod";
import { didYouMean } from "../lib/nearest-name.ts";
import { wordList } from "./setting-schemas.ts";

/** What a deployment can switch on or off, by the names that Coder has for it. */
export const EXPERIMENTS = ["oauth2", "mcp-server-http"] as const;

/** Comma-separated experiments; `*` is all of them, as in Coder. A name that is not known is refused. */
export const experimentList = wordList.transform((words, context): readonly string[] => {
  const known: readonly string[] = EXPERIMENTS;
  for (const word of words.filter((name) => name !== "*" && !known.includes(name))) {
    context.addIssue({
      code: "custom",
      message: `must be of ${[...known, "*"].join(", ")}, not "${word}".${didYouMean(word, known)}`,
    });
  }
  if (context.issues.length > 0) return z.NEVER;
  return words.includes("*") ? known : words;
});
