import { z } from "zod";
import { formatAge, formatDuration } from "../lib/format-time.ts";
import { AppError } from "../wire/errors.ts";
import type { CurrentMetrics, Execution, RecentUse } from "../wire/agent-api.ts";
import type { Workspace } from "../wire/workspace.ts";
import { lastLogLines } from "./build-failure.ts";
import type { ToolContext } from "./context.ts";
import { showExecution } from "./execution-view.ts";
import { clipText, formatSize } from "./format.ts";
import { agentsOf, locateWorkspace, showWorkspace } from "./locate-workspace.ts";
import { READS, defineTool } from "./tool.ts";
import { isReady } from "./workspace-progress.ts";
import { workspaceArgument } from "./workspace-ref.ts";
import { showAgents, workspaceView } from "./workspace-view.ts";

const SHOWN_EXECUTIONS = 10;

export const getWorkspaceStatus = defineTool({
  name: "get_workspace_status",
  title: "Workspace status",
  description: "Show state, agents, CPU, memory, disk, running commands and why a build failed.",
  annotations: READS,
  toolsets: ["default", "minimal"],
  scopes: ["workspace:read"],
  input: z.strictObject({ workspace: workspaceArgument }),

  async run(context, args) {
    const workspace = await locateWorkspace(context, args.workspace);
    const [agents, failure] = await Promise.all([
      Promise.all(agentsOf(workspace).map((agent) => agentStatus(context, workspace, agent))),
      failureOf(context, workspace),
    ]);
    const metadata = metadataOf(workspace);
    return {
      text: clipText(
        [
          ...headLines(workspace),
          ...agents.flatMap(agentLines),
          ...Object.entries(metadata).map(([key, value]) => `${key}: ${value}`),
          ...failureLines(failure),
        ].join("\n"),
      ),
      structured: { ...workspaceView(workspace), agent_status: agents, metadata, build_failure: failure },
    };
  },
});

interface AgentStatus {
  readonly name: string;
  readonly metrics: CurrentMetrics | null;
  readonly running: readonly Execution[];
  readonly last_command_at: string | null;
  /** Why the agent could not be asked; null when it was, or when nothing could be expected of it. */
  readonly problem: string | null;
}

type Agent = Workspace["latest_build"]["resources"][number]["agents"][number];

async function agentStatus(context: ToolContext, workspace: Workspace, agent: Agent): Promise<AgentStatus> {
  const unknown = { name: agent.name, metrics: null, running: [], last_command_at: null, problem: null };
  if (workspace.latest_build.status !== "running" || !isReady(agent)) return unknown;
  try {
    const conn = context.connect(agent.id);
    const [metrics, executions] = await Promise.all([
      conn.metrics(context.signal),
      conn.executions(context.signal),
    ]);
    const running = executions.filter(({ state }) => state === "running");
    const last =
      executions
        .map(({ started_at }) => started_at)
        .toSorted()
        .at(-1) ?? null;
    return { ...unknown, metrics, running, last_command_at: last };
  } catch (error) {
    if (!(error instanceof AppError) || context.signal.aborted) throw error;
    return { ...unknown, problem: `${error.code}: ${error.message}` };
  }
}

interface BuildFailure {
  readonly build_number: number;
  readonly transition: string;
  readonly error: string;
  readonly last_log_lines: readonly string[];
}

async function failureOf(
  context: ToolContext,
  { latest_build: build }: Workspace,
): Promise<BuildFailure | null> {
  if (build.job.status !== "failed") return null;
  return {
    build_number: build.build_number,
    transition: build.transition,
    error: build.job.error ?? "unknown",
    last_log_lines: await lastLogLines(context, build),
  };
}

/** What the template says about its resources, such as how far a sandbox isolates. */
function metadataOf({ latest_build: build }: Workspace): Readonly<Record<string, string>> {
  const items = build.resources.flatMap(({ metadata }) => metadata);
  return Object.fromEntries(
    items.filter(({ sensitive }) => !sensitive).map(({ key, value }) => [key, value]),
  );
}

function headLines(workspace: Workspace): readonly string[] {
  const { latest_build: build } = workspace;
  const flags = [
    workspace.health.healthy ? "" : "unhealthy",
    workspace.outdated ? "outdated" : "",
    typeof workspace.dormant_at === "string" ? "dormant" : "",
  ].filter((flag) => flag !== "");
  const stop =
    typeof build.deadline === "string" && !build.deadline.startsWith("0001-") ? build.deadline : "";
  return [
    `${showWorkspace(workspace)}: ${[build.status, ...flags].join(", ")}; ${showAgents(workspace)}`,
    `template ${workspace.template_name} ${build.template_version_name}; build ${build.build_number} ` +
      `(${build.transition}, ${build.reason}) ${formatAge(build.created_at)}; last used ${formatAge(workspace.last_used_at)}` +
      (stop === "" || build.status !== "running" ? "" : `; stops at ${stop}`),
  ];
}

function agentLines({
  name,
  metrics,
  running,
  last_command_at: last,
  problem,
}: AgentStatus): readonly string[] {
  if (problem !== null) return [`${name}: ${problem}`];
  if (metrics === null) return [];
  const { cpu, memory, disk, recent } = metrics;
  return [
    `${name}: up ${formatDuration(metrics.uptime_seconds * 1000)}, cpu ${cpu.percent.toFixed(0)}% of ${cpu.cores} cores, ` +
      `memory ${formatSize(memory.used_bytes)} of ${formatSize(memory.total_bytes)}, ` +
      `disk ${formatSize(disk.used_bytes)} of ${formatSize(disk.total_bytes)} (${disk.path}), ${metrics.processes} processes`,
    ...(recent === null ? [] : [recentLine(recent)]),
    `running commands: ${running.length}${last === null ? "" : `; last command started ${formatAge(last)}`}`,
    ...running.slice(0, SHOWN_EXECUTIONS).map((execution) => `  ${showExecution(execution)}`),
  ];
}

const recentLine = (recent: RecentUse): string =>
  `last ${formatDuration(recent.seconds * 1000)}: cpu ${recent.cpu_percent_mean.toFixed(0)}% on average, ` +
  `${recent.cpu_percent_max.toFixed(0)}% at most; memory ${formatSize(recent.memory_bytes_max)} at most`;

function failureLines(failure: BuildFailure | null): readonly string[] {
  if (failure === null) return [];
  const head = `build ${failure.build_number} (${failure.transition}) failed: ${failure.error}`;
  return [head, ...failure.last_log_lines.map((line) => `  ${line}`)];
}
