import { randomUUID } from "node:crypto";
import {
  buildParameters,
  findBuild,
  insertBuild,
  insertBuildParameters,
  type BuildRow,
} from "../db/builds.ts";
import type { Db } from "../db/connect.ts";
import { publish } from "../db/events.ts";
import { insertJob } from "../db/jobs.ts";
import { findPreset } from "../db/presets.ts";
import { findVersion, findVersionSpec, type VersionRow } from "../db/template-versions.ts";
import { violates } from "../db/violations.ts";
import { lockWorkspace, updateWorkspace } from "../db/workspaces.ts";
import { resolveParameters } from "../provisioners/parameter-values.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import type { ParameterValue } from "../wire/rich-parameter.ts";
import type { Transition } from "../wire/workspace-build.ts";
import { replayOf, type IdempotentRequest } from "./idempotency.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export interface BuildRequest {
  readonly workspaceId: string;
  readonly initiatorId: string;
  readonly transition: Transition;
  readonly reason: string;
  readonly versionId?: string | undefined;
  readonly presetId?: string | undefined;
  readonly parameters: readonly ParameterValue[];
  readonly idempotent?: IdempotentRequest | undefined;
}

export interface BuildCreated {
  readonly buildId: string;
  readonly replayed: boolean;
}

/**
 * Queues the next build of a workspace. Throws AppError: conflict while a build is active or when the workspace is
 * deleted, precondition while the version still imports, invalid for bad parameters (coder-api 2.6).
 */
export async function createBuild(context: WorkspacesContext, request: BuildRequest): Promise<BuildCreated> {
  try {
    return await context.db.transaction().execute((db) => buildInTransaction(context, db, request));
  } catch (error) {
    if (!violates(error, "workspace_builds_active")) throw error;
    throw new AppError("conflict", "A workspace build is already active.", { cause: error, retryAfter: 1 });
  }
}

async function buildInTransaction(
  context: WorkspacesContext,
  db: Db,
  request: BuildRequest,
): Promise<BuildCreated> {
  const buildId = randomUUID();
  const replayed = await replayOf(db, request.idempotent, buildId);
  if (replayed !== undefined) return { buildId: replayed, replayed: true };
  const workspace = await lockWorkspace(db, request.workspaceId);
  if (workspace?.deleted !== false) throw new AppError("conflict", "The workspace is deleted.");
  const latest =
    workspace.latest_build_id === null ? undefined : await findBuild(db, workspace.latest_build_id);
  // Whoever starts a dormant workspace wakes it (coder-api 2.6).
  if (request.transition === "start" && workspace.dormant_at !== null) {
    await updateWorkspace(db, workspace.id, { dormant_at: null, deleting_at: null });
  }
  await insertQueuedBuild(context, db, { ...request, buildId, latest, templateId: workspace.template_id });
  return { buildId, replayed: false };
}

export interface QueuedBuild extends BuildRequest {
  readonly buildId: string;
  readonly latest: BuildRow | undefined;
  readonly templateId: string;
}

/** Inserts the build with its job and parameters, and queues it, all in the transaction that `db` is in. */
export async function insertQueuedBuild(
  context: WorkspacesContext,
  db: Db,
  build: QueuedBuild,
): Promise<void> {
  const version = await usableVersion(db, build);
  const values = await parametersOf(db, build, version);
  const jobId = randomUUID();
  await insertJob(db, {
    id: jobId,
    type: "workspace_build",
    organization_id: version.organization_id,
    initiator_id: build.initiatorId,
    provisioner: version.provisioner,
    file_id: version.file_id,
    input_id: build.buildId,
    worker_id: null,
  });
  await insertBuild(db, {
    id: build.buildId,
    workspace_id: build.workspaceId,
    template_version_id: version.id,
    preset_id: build.presetId ?? null,
    job_id: jobId,
    build_number: (build.latest?.build_number ?? 0) + 1,
    transition: build.transition,
    initiator_id: build.initiatorId,
    reason: build.reason,
  });
  await insertBuildParameters(db, build.buildId, values);
  await context.jobs.enqueue(db, jobId);
  await publish(db, "workspace", build.workspaceId);
}

async function usableVersion(db: Db, build: QueuedBuild): Promise<VersionRow> {
  const id = build.versionId ?? build.latest?.template_version_id ?? "";
  const version = await findVersion(db, id);
  if (version === undefined) throw invalidField("template_version_id", `there is no template version ${id}`);
  if (version.template_id !== build.templateId) {
    throw invalidField("template_version_id", "belongs to another template than the workspace");
  }
  if (version.job.completed_at === null) {
    throw new AppError("precondition", "The template version is still being imported.", {
      status: 406,
      retryAfter: 1,
    });
  }
  if (version.job.status !== "succeeded") {
    throw invalidField("template_version_id", `its import ${version.job.status}: ${version.job.error}`);
  }
  return version;
}

/** Stop and delete run with the values of the last build; a start resolves them anew. */
async function parametersOf(
  db: Db,
  build: QueuedBuild,
  version: VersionRow,
): Promise<readonly ParameterValue[]> {
  const previous = build.latest === undefined ? [] : await buildParameters(db, build.latest.id);
  if (build.transition !== "start") {
    if (build.parameters.length > 0)
      throw invalidField("rich_parameter_values", "are accepted only on a start");
    return previous;
  }
  const spec = await findVersionSpec(db, version.id);
  const preset = build.presetId === undefined ? undefined : await findPreset(db, version.id, build.presetId);
  if (build.presetId !== undefined && preset === undefined) {
    throw invalidField("template_version_preset_id", "is not a preset of this template version");
  }
  return resolveParameters({
    parameters: spec?.parameters ?? [],
    preset: preset?.parameters,
    supplied: build.parameters,
    previous,
    isUpdate: build.latest !== undefined,
  });
}
