import { z } from "zod";
import type { AgentProcess } from "../wire/agent-api.ts";
import { showExecution } from "./execution-view.ts";
import { clipText, formatColumns, formatSize, shorten } from "./format.ts";
import { onAgent, shortReach } from "./reach-agent.ts";
import { READS, defineTool } from "./tool.ts";
import { workspaceArgument } from "./workspace-ref.ts";

const COMMAND_CHARACTERS = 100;
export const listProcesses = defineTool({
  name: "list_processes",
  title: "List processes",
  description:
    "List commands run in a workspace with ids and states, and the process tree with CPU and memory.",
  annotations: READS,
  toolsets: ["default"],
  scopes: ["workspace:read", "workspace:exec"],
  input: z.strictObject({
    workspace: workspaceArgument,
    running_only: z.boolean().default(false).describe("Leave out finished commands"),
    limit: z.int().min(1).max(500).default(50),
  }),

  async run(context, { workspace, running_only: runningOnly, limit }) {
    const reach = shortReach(context, workspace);
    const [executions, processes] = await onAgent(context, reach, ({ conn }) =>
      Promise.all([conn.executions(context.signal), conn.processes(context.signal)]),
    );
    const wanted = executions
      .filter(({ state }) => !runningOnly || state === "running")
      .toSorted((a, b) => b.started_at.localeCompare(a.started_at));
    const tree = treeOf(processes);
    const shown = { executions: wanted.slice(0, limit), tree: tree.slice(0, limit) };
    return {
      text: clipText(
        [
          `commands: ${shown.executions.length} of ${wanted.length}`,
          ...shown.executions.map((execution) => `  ${showExecution(execution)}`),
          `processes: ${shown.tree.length} of ${tree.length}`,
          formatColumns([["PID", "CPU%", "MEMORY", "COMMAND"], ...shown.tree.map(cells)]),
        ].join("\n"),
      ),
      structured: {
        executions: shown.executions,
        total_executions: wanted.length,
        processes: shown.tree.map(({ process, depth }) => ({ ...process, depth })),
        total_processes: tree.length,
      },
    };
  },
});

interface Node {
  readonly process: AgentProcess;
  readonly depth: number;
}

/** Parents before their children; a process whose parent is not listed is a root. */
function treeOf(processes: readonly AgentProcess[]): readonly Node[] {
  const listed = new Set(processes.map(({ pid }) => pid));
  const children = Map.groupBy(processes, ({ pid, ppid }) => (listed.has(ppid) && ppid !== pid ? ppid : 0));
  const nodes: Node[] = [];
  const pending = (children.get(0) ?? []).map((process) => ({ process, depth: 0 })).toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    const depth = node.depth + 1;
    const below = children.get(node.process.pid) ?? [];
    pending.push(...below.map((process) => ({ process, depth })).toReversed());
  }
  return nodes;
}

const cells = ({ process, depth }: Node): readonly string[] => [
  String(process.pid),
  process.cpu_percent.toFixed(1),
  formatSize(process.memory_bytes),
  `${"  ".repeat(Math.min(depth, 10))}${shorten(process.command, COMMAND_CHARACTERS)}`,
];
