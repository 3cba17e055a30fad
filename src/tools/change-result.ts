import type { BuildTool } from "./ongoing.ts";
import type { ToolResult } from "./tool.ts";
import type { Waited } from "./wait-for-workspace.ts";
import { agentsOf, showWorkspace } from "./locate-workspace.ts";
import { showAgents, workspaceView } from "./workspace-view.ts";

export interface ChangeReport extends Waited {
  /** What happened in a few words, such as `started` or `already running`. */
  readonly done: string;
  /** What goes on when the wait ended first, such as `starting`. */
  readonly doing: string;
  /** The tool that answers; absent when nothing goes on. */
  readonly tool?: BuildTool;
  readonly replayed: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The answer of the tools that change a workspace's state. */
export function changeResult(report: ChangeReport): ToolResult {
  const { workspace, reached, replayed, tool } = report;
  const {
    id: workspaceId,
    latest_build: { id: buildId },
  } = workspace;
  const name = showWorkspace(workspace);
  const again = replayed ? " (replayed: an earlier call with this idempotency_key did it)" : "";
  const text = reached
    ? `${name}: ${report.done}${again}${agentLine(report)}`
    : `${name}: still ${report.doing}${again} (${workspace.latest_build.status}; ${showAgents(workspace)}). ` +
      "Call get_workspace_status to follow it.";
  return {
    text,
    structured: {
      ...report.facts,
      status: reached ? workspace.latest_build.status : report.doing,
      complete: reached,
      replayed,
      workspace: workspaceView(workspace),
    },
    ...(reached || tool === undefined ? {} : { ongoing: { kind: "build", tool, workspaceId, buildId } }),
  };
}

function agentLine({ workspace }: ChangeReport): string {
  if (workspace.latest_build.transition !== "start") return "";
  const broken = agentsOf(workspace).filter(({ lifecycle_state: state }) =>
    ["start_error", "start_timeout"].includes(state),
  );
  const warning =
    broken.length === 0 ? "" : "\nWarning: the startup script failed; commands run all the same.";
  return ` (${showAgents(workspace)})${warning}`;
}
