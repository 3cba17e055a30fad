import { existsSync } from "node:fs";
import { adoptSlot } from "./adopt-slot.ts";
import { writeAgentConfig } from "./agent-config.ts";
import { endProcesses } from "./end-processes.ts";
import type { Launched } from "./launch-agent.ts";
import { launchInPlace } from "./launch-in-place.ts";
import type { Launcher } from "./launch-in-place.ts";
import { agentProgram } from "./local-agent.ts";
import { warmSlotWork } from "./prepare-warm-slot.ts";
import type { AgentToStart, BuildJob, ProvisionedResource, Provisioner } from "./provisioner.ts";
import { hasOwnUid, NAMESPACE_UID } from "./sandbox-argv.ts";
import type { Sandbox } from "./sandbox-argv.ts";
import { readTemplate } from "./template-file.ts";
import { createWarmSlots } from "./warm-slots.ts";
import type { WarmSlots, WarmTiming } from "./warm-slots.ts";
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
  /** Keeps sandboxes ready for first starts; leave it out to start each when it is asked for. */
  readonly warm?: WarmTiming;
}

export interface LocalProvisioner extends Provisioner {
  /** Ends what was prepared for workspaces to come; workspaces go on. */
  readonly close: () => Promise<void>;
}

/** Runs workspaces as processes of this machine, each in a sandbox where the machine has one. */
export function createLocal(options: LocalOptions): LocalProvisioner {
  const { root, sandbox, warm } = options;
  const launcher = {
    sandbox,
    program: sandbox.kind === "none" ? { command: options.agentCommand, files: [] } : agentProgram(options),
  };
  const slots =
    warm &&
    createWarmSlots(sandbox.kind === "none" ? { ...warm, slots: 0 } : warm, warmSlotWork(root, launcher));
  return {
    name: "local",
    import: async ({ files }) => readTemplate(files, { agents: "main" }),
    start: (job) => start({ root, launcher, slots }, job),
    stop: (job) => stop(root, job),
    delete: async (job) => {
      await stop(root, job);
      await removePlace(root, job.workspace.id);
      job.log("info", "Destroying workspace", "removed the workspace's files");
    },
    close: async () => await slots?.close(),
  };
}

interface Local {
  readonly root: string;
  readonly launcher: Launcher;
  readonly slots: WarmSlots | undefined;
}

async function start({ root, launcher, slots }: Local, job: BuildJob): Promise<ProvisionedResource[]> {
  const { sandbox } = launcher;
  const place = placeOf(root, job.workspace.id);
  const isAdopted = slots !== undefined && (await adoptSlot(root, slots, job));
  if (!isAdopted) await endAll(place, job);
  const uid = hasOwnUid(sandbox) ? await uidOf(root, job.workspace.id) : undefined;
  const words = describe(sandbox, uid);
  job.log(sandbox.kind === "none" ? "warn" : "info", "Starting workspace", `sandbox: ${words}`);
  if (isAdopted) job.log("info", "Starting workspace", `agent ${job.agents[0]?.spec.name} was ready`);
  else await launchAll({ place, uid }, launcher, job);
  return [resource(place, job.agents, words)];
}

async function launchAll(
  { place, uid }: { readonly place: WorkspacePlace; readonly uid: number | undefined },
  launcher: Launcher,
  job: BuildJob,
): Promise<void> {
  await preparePlace(place, uid);
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

function describe(sandbox: Sandbox, uid: number | undefined): string {
  if (sandbox.kind === "none") {
    const asRoot = process.geteuid?.() === 0 ? "; processes run as root" : "";
    return `none: ${sandbox.reason}${asRoot}`;
  }
  const identity = uid === undefined ? `user namespace (uid ${NAMESPACE_UID})` : `uid ${uid}`;
  return `bubblewrap, ${identity}, own process namespace and /tmp`;
}
