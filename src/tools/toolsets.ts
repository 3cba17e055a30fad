import { didYouMean } from "../lib/nearest-name.ts";
import { invalidField } from "../wire/errors.ts";

/**
 * Named selections of the tools: all for daily work, just enough to work in a workspace, the two that ChatGPT's connectors
 * need, and what can be added: checkpoints, files by URL, activity, apps and ports, and the tools by the names that Coder's own
 * server gives them.
 */
export const TOOLSETS = [
  "default",
  "minimal",
  "chatgpt",
  "checkpoints",
  "transfer",
  "activity",
  "apps",
  "coder",
] as const;
export type Toolset = (typeof TOOLSETS)[number];

/** Throws AppError "invalid" for a name that is no toolset's. */
export function checkToolsets(names: readonly string[]): void {
  const known: readonly string[] = TOOLSETS;
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = didYouMean(name, known);
    throw invalidField("toolsets", `"${name}" is not a toolset; accepted are ${known.join(", ")}.${nearest}`);
  }
}
