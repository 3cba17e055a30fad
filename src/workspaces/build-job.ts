import { buildParameters, endBuild, findBuild, type BuildRow } from "../db/builds.ts";
import type { Db } from "../db/connect.ts";
import { publish } from "../db/events.ts";
import { findFile } from "../db/files.ts";
import { retireAgents } from "../db/agents.ts";
import { findVersionSpec } from "../db/template-versions.ts";
import { updateWorkspace } from "../db/workspaces.ts";
import type {
  BuildJob,
  ProvisionedResource,
  Provisioner,
  TemplateFiles,
} from "../provisioners/provisioner.ts";
import { readArchive } from "../wire/template-archive.ts";
import { AppError } from "../wire/errors.ts";
import { auditBuild } from "./audit-build.ts";
import { announceAgents, placeAgents } from "./build-agents.ts";
import type { JobHandler, RunningJob } from "./job-runner.ts";
import { shutDownAgents } from "./shut-down-agents.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** Starts, stops or deletes a workspace with its provisioner. */
export const buildJob: JobHandler = {
  run: async (context, job) => {
    const build = await buildOf(context.db, job);
    await publish(context.db, "workspace", build.workspace_id);
    const { provisioner, order } = await prepare(context, job, build);
    const resources = await provision(context, provisioner, build, order);
    return async (db) => await finish(db, build, resources);
  },
  failed: async (_context, db, row) => {
    const build = await findBuild(db, row.input_id);
    if (build === undefined) return;
    await endBuild(db, build.id);
    await auditBuild(db, build);
    await publish(db, "workspace", build.workspace_id);
  },
};

async function buildOf(db: Db, { row }: RunningJob): Promise<BuildRow> {
  const build = await findBuild(db, row.input_id);
  if (build === undefined) throw new AppError("gone", "the workspace build does not exist any more");
  return build;
}

interface Prepared {
  readonly provisioner: Provisioner;
  readonly order: BuildJob;
}

async function prepare(context: WorkspacesContext, job: RunningJob, build: BuildRow): Promise<Prepared> {
  const { row, log, signal } = job;
  log.write(
    "info",
    "Setting up",
    `Build ${build.build_number} (${build.transition}) by ${build.initiator_name}`,
  );
  const provisioner = context.provisioners.get(row.provisioner);
  if (provisioner === undefined) {
    const known = [...context.provisioners.keys()].join(", ");
    throw new AppError(
      "unsupported",
      `this deployment has no provisioner ${row.provisioner}; it has ${known}`,
    );
  }
  const [spec, values] = await Promise.all([
    findVersionSpec(context.db, build.template_version_id),
    buildParameters(context.db, build.id),
  ]);
  if (spec === undefined) throw new AppError("gone", "the template version is gone");
  const agents = build.transition === "start" ? await announceAgents(context.db, build, spec) : [];
  const order: BuildJob = {
    workspace: factsOf(build),
    spec,
    files: async () => await filesOf(context.db, row.file_id),
    parameters: Object.fromEntries(values.map(({ name, value }) => [name, value])),
    agents,
    accessUrl: context.accessUrl,
    log: log.write,
    signal,
  };
  return { provisioner, order };
}

async function filesOf(db: Db, fileId: string): Promise<TemplateFiles> {
  const file = await findFile(db, fileId);
  if (file === undefined) throw new AppError("gone", "the template version's files are gone");
  return await readArchive(file.data);
}

const factsOf = (build: BuildRow): BuildJob["workspace"] => ({
  id: build.workspace_id,
  name: build.workspace_name,
  ownerId: build.workspace_owner_id,
  ownerName: build.workspace_owner_name,
  buildId: build.id,
});

async function provision(
  context: WorkspacesContext,
  provisioner: Provisioner,
  build: BuildRow,
  order: BuildJob,
): Promise<readonly ProvisionedResource[]> {
  if (build.transition === "start") return await provisioner.start(order);
  await shutDownAgents(context, build.workspace_id, order.signal);
  if (build.transition === "stop") return await provisioner.stop(order);
  await provisioner.delete(order);
  return [];
}

async function finish(db: Db, build: BuildRow, resources: readonly ProvisionedResource[]): Promise<void> {
  await placeAgents(db, build, resources);
  await endBuild(db, build.id);
  await auditBuild(db, build);
  await retireAgents(db, build.workspace_id, build.id);
  if (build.transition === "delete") await updateWorkspace(db, build.workspace_id, { deleted: true });
  await publish(db, "workspace", build.workspace_id);
}
