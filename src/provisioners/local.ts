import { existsSync } from "node:fs";
import { join } from "node:path";
import { endProcesses } from "./end-processes.ts";
import { launchAgent } from "./launch-agent.ts";
import type { Launched } from "./launch-agent.ts";
import { agentProgram, environmentOf } from "./local-agent.ts";
import type { AgentProgram } from "./local-agent.ts";
import type { AgentToStart, BuildJob, ProvisionedResource, Provisioner } from "./provisioner.ts";
import { writeAccounts } from "./sandbox-accounts.ts";
import { NAMESPACE_UID, SANDBOX_LOGS, sandboxArgv } from "./sandbox-argv.ts";
import type { Sandbox } from "./sandbox-argv.ts";
import { SUPERVISOR_SCRIPT } from "./supervisor-script.ts";
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
  const program = agentProgram(options);
  return {
    name: "local",
    import: async ({ files }) => readTemplate(files, { agents: "main" }),
    start: (job) => start(options, program, job),
    stop: (job) => stop(options, job),
    delete: async (job) => {
      await stop(options, job);
      await removePlace(options.root, job.workspace.id);
      job.log("info", "Destroying workspace", "removed the workspace's files");
    },
  };
}

async function start(
  options: LocalOptions,
  program: AgentProgram,
  job: BuildJob,
): Promise<ProvisionedResource[]> {
  const { root, sandbox } = options;
  const place = placeOf(root, job.workspace.id);
  await endAll(place, job);
  const uid = isOwnUid(sandbox) ? await uidOf(root, job.workspace.id) : undefined;
  await preparePlace(place, uid);
  const words = describe(sandbox, uid);
  job.log(sandbox.kind === "none" ? "warn" : "info", "Starting workspace", `sandbox: ${words}`);

  const launched: Launched[] = [];
  for (const agent of job.agents) {
    const argv = await argvOf({ options, program, job, place, uid: uid ?? NAMESPACE_UID }, agent);
    const env = environmentOf(sandbox, place, job, agent);
    const errors = join(place.run, `${agent.spec.name}.errors`);
    launched.push(
      await launchAgent({ argv, env, cwd: sandbox.kind === "none" ? place.home : "/", errors }, job.signal),
    );
    await writeLaunched(place, launched);
    job.log("info", "Starting workspace", `launched agent ${agent.spec.name}`);
  }
  return [resource(place, job.agents, words)];
}

async function stop(options: LocalOptions, job: BuildJob): Promise<ProvisionedResource[]> {
  const place = placeOf(options.root, job.workspace.id);
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

interface Setting {
  readonly options: LocalOptions;
  readonly program: AgentProgram;
  readonly job: BuildJob;
  readonly place: WorkspacePlace;
  readonly uid: number;
}

async function argvOf(
  { options, program, job, place, uid }: Setting,
  agent: AgentToStart,
): Promise<string[]> {
  const { sandbox, agentCommand } = options;
  const supervised = (logs: string, command: readonly string[]) => [
    "/bin/sh",
    "-c",
    SUPERVISOR_SCRIPT,
    "supervisor",
    logs,
    agent.spec.name,
    ...command,
  ];
  if (sandbox.kind === "none") return supervised(place.logs, agentCommand);
  const accounts = await writeAccounts(place.run, uid);
  const { home, logs } = place;
  const hostname = job.workspace.name;
  const view = { uid, hostname, home, logs, ...accounts, readOnly: program.files };
  return [...sandboxArgv(sandbox, view), ...supervised(SANDBOX_LOGS, program.command)];
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
