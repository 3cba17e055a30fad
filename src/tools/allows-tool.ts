import type { GrantLimits } from "../wire/grant-limits.ts";
import type { Tool } from "./tool.ts";

type ToolFacts = Pick<Tool, "toolsets" | "annotations" | "scopes">;

/** Whether limits leave a tool to their holder; the API refuses what a tool does all the same. */
export function allowsTool(limits: GrantLimits, tool: ToolFacts): boolean {
  const { toolsets, read_only: readOnly, paths } = limits;
  return (
    isInToolsets(toolsets, tool) &&
    (readOnly !== true || tool.annotations.readOnlyHint) &&
    // Commands reach every file, so with folders there are none.
    (paths === undefined || !tool.scopes.includes("workspace:exec"))
  );
}

/** Who may have all tools may have them in any selection. */
const isInToolsets = (allowed: readonly string[] | undefined, { toolsets }: ToolFacts): boolean =>
  allowed === undefined ||
  allowed.includes("default") ||
  toolsets.some((toolset) => allowed.includes(toolset));
