import { statusesOfAgents } from "../db/app-statuses.ts";
import type { Db } from "../db/connect.ts";
import {
  type BuildPage,
  type BuildRow,
  buildParameters,
  findBuild,
  findBuildByNumber,
  findBuilds,
  listBuilds,
} from "../db/builds.ts";
import { type JobRow, findJobs } from "../db/jobs.ts";
import { agentsOfResources, resourcesOfJobs } from "../db/resources.ts";
import type { ParameterValue } from "../wire/rich-parameter.ts";
import type { WorkspaceBuild } from "../wire/workspace-build.ts";
import { type BuildParts, toBuild } from "./build-view.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

type Reading = Pick<WorkspacesContext, "db">;

/** A build as the API shows it, and what decides who may see and cancel it. */
export interface BuildParam {
  readonly view: WorkspaceBuild;
  readonly place: {
    readonly id: string;
    readonly name: string;
    readonly owner_id: string;
    readonly owner_name: string;
    readonly template_id: string;
    readonly template_name: string;
    readonly organization_id: string;
    readonly organization_name: string;
    readonly allowUserCancel: boolean;
  };
}

export async function readBuild({ db }: Reading, id: string): Promise<BuildParam | undefined> {
  return await viewBuild(db, await findBuild(db, id));
}

export async function readBuildByNumber(
  { db }: Reading,
  workspaceId: string,
  number: number,
): Promise<BuildParam | undefined> {
  return await viewBuild(db, await findBuildByNumber(db, workspaceId, number));
}

/** A page of a workspace's builds, newest first. */
export async function readBuilds({ db }: Reading, page: BuildPage): Promise<readonly WorkspaceBuild[]> {
  const parts = await loadParts(db, await listBuilds(db, page));
  return parts.map((part) => toBuild(part));
}

export async function readBuildParameters({ db }: Reading, id: string): Promise<readonly ParameterValue[]> {
  return await buildParameters(db, id);
}

async function viewBuild(db: Db, row: BuildRow | undefined): Promise<BuildParam | undefined> {
  if (row === undefined) return undefined;
  const [parts] = await loadParts(db, [row]);
  if (parts === undefined) return undefined;
  return {
    view: toBuild(parts),
    place: {
      id: row.workspace_id,
      name: row.workspace_name,
      owner_id: row.workspace_owner_id,
      owner_name: row.workspace_owner_name,
      template_id: row.template_id,
      template_name: row.template_name,
      organization_id: row.organization_id,
      organization_name: row.organization_name,
      allowUserCancel: row.allow_user_cancel,
    },
  };
}

/** The builds of these ids with all their parts, by id. */
export async function loadBuilds(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, BuildParts>> {
  const parts = await loadParts(db, await findBuilds(db, ids));
  return new Map(parts.map((part) => [part.row.id, part]));
}

async function loadParts(db: Db, rows: readonly BuildRow[]): Promise<readonly BuildParts[]> {
  const jobIds = rows.map(({ job_id: id }) => id);
  const [jobs, resources] = await Promise.all([findJobs(db, jobIds), resourcesOfJobs(db, jobIds)]);
  const agents = await agentsOfResources(
    db,
    resources.map(({ id }) => id),
  );
  const statuses = await statusesOfAgents(
    db,
    agents.map(({ id }) => id),
  );
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return rows.map((row) => ({
    row,
    job: present(byId.get(row.job_id), row),
    resources: resources.filter(({ job_id: id }) => id === row.job_id),
    agents,
    statuses,
  }));
}

function present(job: JobRow | undefined, row: BuildRow): JobRow {
  if (job === undefined) throw new Error(`build ${row.id} has no job ${row.job_id}`);
  return job;
}
