import { describeFault, type Limit } from "../oauth/limit.ts";
import type { ExecutionCap } from "../workspaces/limited-executions.ts";
import { forbidden } from "./authorize.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** Throws "forbidden" unless every limit leaves one of the tools that do this; also for programs that use no tools. */
export function admitTools(
  limits: readonly Limit[],
  tools: readonly string[],
  { toolsetsOf }: Pick<WorkspaceDeps, "toolsetsOf">,
): void {
  for (const limit of limits) {
    const { toolsets } = limit.rules;
    if (toolsets === undefined || toolsets.includes("default")) continue;
    if (tools.some((tool) => toolsetsOf(tool).some((toolset) => toolsets.includes(toolset)))) continue;
    const reason = `has the toolsets ${toolsets.join(", ")}, without ${tools[0] ?? "a tool for this"}`;
    throw forbidden(describeFault({ limit, reason }));
  }
}

/** How many commands each limit lets run at once. */
export function executionCaps(limits: readonly Limit[]): readonly ExecutionCap[] {
  return limits.flatMap((limit) => {
    const max = limit.rules.max_executions;
    if (max === undefined) return [];
    const reason = `lets at most ${max} commands run at once, and so many do; end one, or wait for one to end`;
    return [{ counter: limit.id, max, refusal: forbidden(describeFault({ limit, reason })) }];
  });
}
