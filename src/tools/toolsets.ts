import { invalidField } from "../wire/errors.ts";
import { didYouMean } from "./nearest-name.ts";

/** Named selections of the tools: all, just enough to work in a workspace, or the two that ChatGPT's connectors need. */
export const TOOLSETS = ["default", "minimal", "chatgpt"] as const;
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
