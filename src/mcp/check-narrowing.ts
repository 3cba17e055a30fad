import { checkToolsets } from "../tools/toolsets.ts";
import { parseWorkspaceFilter } from "../tools/workspace-filter.ts";

/** Throws AppError "invalid" for a toolset or a workspace filter that a server would refuse. */
export function checkNarrowing(toolsets: readonly string[], filter: string): void {
  checkToolsets(toolsets);
  parseWorkspaceFilter(filter);
}
