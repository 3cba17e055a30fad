import { existsSync } from "node:fs";
import { writeAgentConfig } from "./agent-config.ts";
import { endProcesses } from "./end-processes.ts";
import type { Launched } from "./launch-agent.ts";
import { launchInPlace } from "./launch-in-place.ts";
import type { Launcher } from "./launch-in-place.ts";
import { agentProgram } from "./local-agent.ts";
import type { AgentToStart, BuildJob, ProvisionedResource, Provisioner } from "./provisioner.ts";
import { NAMESPACE_UID } from "./sandbox-argv.ts";
import type { Sandbox } from "./sandbox-argv.ts";
import { readTemplate } from "./template-file.ts";
import {
  clearRun,
  placeOf,
  preparePlace,
  readLaunched,
  removePlace,
  uidOf,
  writeLaunched,
} from "./workspace-place.ts";
import type { WorkspacePlace } from "./workspace-place.ts";

export interface LocalOptions {
  /** Holds a directory for each workspace; only this provisioner may write there. */
  readonly root: string;
  /** Runs the agent, for example [node, agent.mjs]; absolute paths. */
  readonly agentCommand: readonly string[];
  /** Files and directories that the agent needs, shown read-only in the sandbox. */
  readonly agentFiles: readonly string[];
  readonly sandbox: Sandbox;
}

/** Runs workspaces as processes of this machine, each in a sandbox where the machine has one. */
export function createLocal(options: LocalOptions): Provisioner {
  const { root, sandbox } = options;
  const launcher = {
    sandbox,
    program: sandbox.kind === "none" ? { command: options.agentCommand, files: [] } : agentProgram(options),
  };
  return {
    name: "local",
    import: async ({ files }) => readTemplate(files, { agents: "main" }),
    start: (job) => start(root, launcher, job),
    stop: (job) => stop(root, job),
    delete: async (job) => {
      await stop(root, job);
      await removePlace(root, job.workspace.id);
      job.log("info", "Destroying workspace", "removed the workspace's files");
    },
  };
}

async function start(root: string, launcher: Launcher, job: BuildJob): Promise<ProvisionedResource[]> {
  const { sandbox } = launcher;
  const place = placeOf(root, job.workspace.id);
  await endAll(place, job);
  const uid = isOwnUid(sandbox) ? await uidOf(root, job.workspace.id) : undefined;
  await preparePlace(place, uid);
  const words = describe(sandbox, uid);
  job.log(sandbox.kind === "none" ? "warn" : "info", "Starting workspace", `sandbox: ${words}`);

  const launched: Launched[] = [];
  for (const agent of job.agents) {
    const { name } = agent.spec;
    const config = { url: job.accessUrl, token: agent.token, workspaceId: job.workspace.id };
    await writeAgentConfig(place, { agent: name, uid }, config);
    const where = { id: job.workspace.id, place, uid, agent: name, waits: false };
    launched.push((await launchInPlace(launcher, where, job.signal)).launched);
    await writeLaunched(place, launched);
    job.log("info", "Starting workspace", `launched agent ${name}`);
  }
  return [resource(place, job.agents, words)];
}

async function stop(root: string, job: BuildJob): Promise<ProvisionedResource[]> {
  const place = placeOf(root, job.workspace.id);
  await endAll(place, job);
  job.log("info", "Stopping workspace", "ended all processes; the home directory stays");
  return [resource(place, [], "not running")];
}

async function endAll(place: WorkspacePlace, job: BuildJob): Promise<void> {
  // Its directory is made before anything is launched.
  if (!existsSync(place.dir)) return;
  await endProcesses(job.workspace.id, await readLaunched(place), job.signal);
  await clearRun(place);
}

function resource(
  place: WorkspacePlace,
  agents: readonly AgentToStart[],
  sandbox: string,
): ProvisionedResource {
  return {
    type: "local_workspace",
    name: "workspace",
    icon: "",
    agents: agents.map(({ spec }) => spec.name),
    metadata: [
      { key: "home", value: place.home, sensitive: false },
      { key: "sandbox", value: sandbox, sensitive: false },
    ],
  };
}

function isOwnUid(sandbox: Sandbox): boolean {
  return sandbox.kind === "bubblewrap" && sandbox.identity === "own-uid";
}

function describe(sandbox: Sandbox, uid: number | undefined): string {
  if (sandbox.kind === "none") {
    const asRoot = process.geteuid?.() === 0 ? "; processes run as root" : "";
    return `none: ${sandbox.reason}${asRoot}`;
  }
  const identity = uid === undefined ? `user namespace (uid ${NAMESPACE_UID})` : `uid ${uid}`;
  return `bubblewrap, ${identity}, own process namespace and /tmp`;
}
