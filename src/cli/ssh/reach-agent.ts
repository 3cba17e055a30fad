import type { CoderClient } from "../../client/client.ts";
import { AppError } from "../../wire/errors.ts";
import type { WorkspaceAgent } from "../../wire/workspace-agent.ts";
import type { Workspace } from "../../wire/workspace.ts";
import { parseWorkspaceRef } from "../../wire/workspace-ref.ts";
import type { CliContext } from "../cli-context.ts";
import { followBuild } from "../jobs/follow-build.ts";
import { spinner } from "../spinner.ts";
import { findWorkspace } from "../workspaces/find-workspace.ts";
import { startWorkspace } from "../workspaces/start-workspace.ts";
import { nameOf } from "../workspaces/workspace-columns.ts";
import type { StartFlags } from "../workspaces/start-settings.ts";

export interface Reaching {
  /** `[owner/]workspace[.agent]`. */
  readonly name: string;
  readonly disableAutostart: boolean;
  /** Whether the startup script is waited for; `auto` is what the template says. */
  readonly wait: "yes" | "no" | "auto";
  readonly start: StartFlags;
}

/** The agent of a workspace, which is started when it is stopped; what that takes is shown on stderr. */
export async function reachAgent(
  context: CliContext,
  client: CoderClient,
  reaching: Reaching,
): Promise<WorkspaceAgent> {
  // stdout belongs to the command.
  const told = { ...context, stdout: context.stderr };
  const workspace = await findWorkspace(client, reaching.name, context.signal);
  await startIfNeeded(told, client, workspace, reaching);
  const progress = spinner(context.stderr);
  try {
    for await (const current of client.workspaces.watch(workspace.id, context.signal)) {
      const agent = chooseAgent(current, reaching.name);
      if (isReady(agent, reaching.wait)) return agent;
      progress.step(phaseOf(current, agent));
    }
  } finally {
    progress.stop();
  }
  throw new AppError("unavailable", `the deployment does not tell of ${nameOf(workspace)} any more`);
}

async function startIfNeeded(
  context: CliContext,
  client: CoderClient,
  workspace: Workspace,
  { disableAutostart, start }: Reaching,
): Promise<void> {
  const { latest_build: build } = workspace;
  const title = nameOf(workspace);
  if (build.status === "running") return;
  if (build.transition === "start" && ["pending", "starting"].includes(build.status)) {
    return await followBuild(context, client, build);
  }
  if (build.transition === "delete") throw new AppError("gone", `${title} is being deleted`);
  if (disableAutostart) {
    throw new AppError("precondition", `${title} is ${build.status}`, {
      detail: `Start it with \`coder start ${title}\`, or leave out --disable-autostart.`,
    });
  }
  if (build.status === "stopping") await followBuild(context, client, build);
  context.stderr.write(`${title} is started.\n`);
  await startWorkspace(context, client, { workspace, update: false, flags: start });
}

function chooseAgent(workspace: Workspace, text: string): WorkspaceAgent {
  const { agent: wanted } = parseWorkspaceRef(text);
  const agents = workspace.latest_build.resources.flatMap((resource) => resource.agents);
  const names = agents.map(({ name }) => name).join(", ");
  const title = nameOf(workspace);
  if (wanted !== undefined) {
    const found = agents.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    throw new AppError("not_found", `${title} has no agent "${wanted}": it has ${names || "none"}`);
  }
  const [first, ...others] = agents;
  if (first === undefined) throw new AppError("precondition", `${title} has no agents to connect to`);
  if (others.length === 0) return first;
  throw new AppError(
    "invalid",
    `${title} has several agents: name one of ${names}, such as ${title}.${first.name}`,
  );
}

function isReady(agent: WorkspaceAgent, wait: Reaching["wait"]): boolean {
  if (agent.status === "timeout") {
    throw new AppError("unavailable", `the agent "${agent.name}" did not connect in time`, {
      detail: "Look at the log of the workspace's last build.",
    });
  }
  if (agent.status !== "connected") return false;
  const waits = wait === "yes" || (wait === "auto" && agent.startup_script_behavior === "blocking");
  return !waits || !["created", "starting"].includes(agent.lifecycle_state);
}

function phaseOf({ name }: Workspace, agent: WorkspaceAgent): string {
  return `${name}: ${agent.status === "connected" ? "the startup script runs" : `the agent is ${agent.status}`}`;
}
