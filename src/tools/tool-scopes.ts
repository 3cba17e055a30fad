import type { Tool } from "./tool.ts";

/** Every scope that some tool takes, once each, in the order of the tools. */
export function scopesOfTools(tools: readonly Pick<Tool, "scopes">[]): readonly string[] {
  return [...new Set(tools.flatMap(({ scopes }) => scopes))];
}
