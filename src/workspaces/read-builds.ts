import type { Db } from "../db/connect.ts";
import { type BuildRow, findBuilds } from "../db/builds.ts";
import { type JobRow, findJobs } from "../db/jobs.ts";
import { agentsOfResources, resourcesOfJobs } from "../db/resources.ts";
import type { WorkspaceBuild } from "../wire/workspace-build.ts";
import { type BuildParts, toBuild } from "./build-view.ts";

/** The builds of these rows as the API shows them, in the same order. */
export async function viewBuilds(db: Db, rows: readonly BuildRow[]): Promise<readonly WorkspaceBuild[]> {
  const parts = await loadParts(db, rows);
  return parts.map((part) => toBuild(part));
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
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return rows.map((row) => ({
    row,
    job: present(byId.get(row.job_id), row),
    resources: resources.filter(({ job_id: id }) => id === row.job_id),
    agents,
  }));
}

function present(job: JobRow | undefined, row: BuildRow): JobRow {
  if (job === undefined) throw new Error(`build ${row.id} has no job ${row.job_id}`);
  return job;
}
