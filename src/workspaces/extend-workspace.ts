import { extendBuild, findBuild } from "../db/builds.ts";
import { publish } from "../db/events.ts";
import { findJob } from "../db/jobs.ts";
import type { WorkspaceRow } from "../db/workspaces.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import { buildDeadline } from "./build-deadline.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

const LEAST_MS = 30 * 60_000;

/**
 * Keeps a running workspace on until `deadline`. AppError invalid for one that is less than 30 minutes ahead, conflict
 * when the workspace does not run or nothing stops it anyway (coder-api 2.3).
 */
export async function extendWorkspace(
  { db }: Pick<WorkspacesContext, "db">,
  { id, latest_build_id: buildId }: Pick<WorkspaceRow, "id" | "latest_build_id">,
  deadline: Date,
): Promise<void> {
  const build = buildId === null ? undefined : await findBuild(db, buildId);
  const job = build === undefined ? undefined : await findJob(db, build.job_id);
  if (build === undefined || job === undefined || buildDeadline(build, job) === null) {
    throw new AppError(
      "conflict",
      "The workspace is not running, or has no TTL after which it would be stopped.",
    );
  }
  if (deadline.getTime() < Date.now() + LEAST_MS) {
    throw invalidField("deadline", "must be at least 30 minutes ahead");
  }
  await extendBuild(db, build.id, deadline);
  await publish(db, "workspace", id);
}
