import { describeFault, type Limit } from "../oauth/limit.ts";
import type { ExecutionCap } from "../workspaces/limited-executions.ts";
import { forbidden } from "./authorize.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** Throws "forbidden" unless every limit leaves one of the tools that do this; also for programs that use no tools. */
export function admitTools(limits: readonly Limit[], tools: readonly string[], deps: Toolsets): void {
  const fault = toolFault(limits, tools, deps);
  if (fault !== undefined) throw forbidden(fault);
}

type Toolsets = Pick<WorkspaceDeps, "toolsetsOf">;

/** Why the limits leave none of the tools; undefined when they leave one. */
export function toolFault(
  limits: readonly Limit[],
  tools: readonly string[],
  { toolsetsOf }: Toolsets,
): string | undefined {
  for (const limit of limits) {
    const { toolsets } = limit.rules;
    if (toolsets === undefined || toolsets.includes("default")) continue;
    if (tools.some((tool) => toolsetsOf(tool).some((toolset) => toolsets.includes(toolset)))) continue;
    const reason = `has the toolsets ${toolsets.join(", ")}, without ${tools[0] ?? "a tool for this"}`;
    return describeFault({ limit, reason });
  }
  return undefined;
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
