import { randomUUID } from "node:crypto";
import type { Db } from "../db/connect.ts";
import { findTemplate, lockTemplate, type TemplateRow } from "../db/templates.ts";
import { findVersion, findVersionSpec } from "../db/template-versions.ts";
import { violates } from "../db/violations.ts";
import { insertWorkspace } from "../db/workspaces.ts";
import { AppError, invalidField } from "../wire/errors.ts";
import type { ParameterValue } from "../wire/rich-parameter.ts";
import { insertQueuedBuild } from "./create-build.ts";
import { replayOf, type IdempotentRequest } from "./idempotency.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export interface WorkspaceRequest {
  readonly ownerId: string;
  readonly initiatorId: string;
  readonly name: string;
  readonly templateId: string;
  /** Absent: the template's active version. */
  readonly versionId?: string | undefined;
  readonly presetId?: string | undefined;
  readonly parameters: readonly ParameterValue[];
  readonly ttlMs?: number | undefined;
  readonly autostartSchedule?: string | undefined;
  readonly automaticUpdates?: string | undefined;
  readonly idempotent?: IdempotentRequest | undefined;
  /** Asked in the transaction, before anything is made; throws what refuses one workspace more. */
  readonly admit?: (db: Db) => Promise<void>;
}

export interface WorkspaceCreated {
  readonly workspaceId: string;
  readonly replayed: boolean;
}

/** The template that a new workspace names by template or by version; AppError invalid names the bad field. */
export async function templateOf(
  context: WorkspacesContext,
  ids: { readonly templateId?: string | undefined; readonly versionId?: string | undefined },
): Promise<TemplateRow> {
  const { templateId, versionId } = ids;
  if ((templateId === undefined) === (versionId === undefined)) {
    throw invalidField("template_id", "give exactly one of template_id and template_version_id");
  }
  const version = versionId === undefined ? undefined : await findVersion(context.db, versionId);
  const id = templateId ?? version?.template_id ?? undefined;
  const template = id === undefined ? undefined : await findTemplate(context.db, id);
  if (template?.deleted !== false) {
    const field = templateId === undefined ? "template_version_id" : "template_id";
    throw invalidField(field, `there is no template ${templateId ?? `with a version ${versionId ?? ""}`}`);
  }
  if (template.deprecation_message !== "") {
    throw invalidField("template_id", `the template is deprecated: ${template.deprecation_message}`);
  }
  return template;
}

/** Inserts a workspace and queues its first start. AppError conflict when the owner has one of that name. */
export async function createWorkspace(
  context: WorkspacesContext,
  request: WorkspaceRequest,
): Promise<WorkspaceCreated> {
  try {
    return await context.db.transaction().execute((db) => createInTransaction(context, db, request));
  } catch (error) {
    if (!violates(error, "workspaces_name")) throw error;
    throw new AppError("conflict", `Workspace "${request.name}" already exists.`, {
      cause: error,
      validations: [{ field: "name", detail: "is taken by another of the owner's workspaces" }],
    });
  }
}

async function createInTransaction(
  context: WorkspacesContext,
  db: Db,
  request: WorkspaceRequest,
): Promise<WorkspaceCreated> {
  const workspaceId = randomUUID();
  const replayed = await replayOf(db, request.idempotent, workspaceId);
  if (replayed !== undefined) return { workspaceId: replayed, replayed: true };
  await request.admit?.(db);
  // Deleting a template takes the same lock, so neither misses the other.
  await lockTemplate(db, request.templateId);
  const template = await findTemplate(db, request.templateId);
  if (template?.deleted !== false) throw invalidField("template_id", "there is no such template");
  const versionId = request.versionId ?? template.active_version_id;
  await insertWorkspace(db, {
    id: workspaceId,
    owner_id: request.ownerId,
    organization_id: template.organization_id,
    template_id: template.id,
    name: request.name,
    ttl_ms: request.ttlMs ?? (await idleTtl(db, template, versionId)),
    autostart_schedule: request.autostartSchedule ?? null,
    latest_build_id: null,
    ...(request.automaticUpdates !== undefined && { automatic_updates: request.automaticUpdates }),
  });
  await insertQueuedBuild(context, db, {
    workspaceId,
    initiatorId: request.initiatorId,
    transition: "start",
    reason: "initiator",
    versionId,
    presetId: request.presetId,
    parameters: request.parameters,
    buildId: randomUUID(),
    latest: undefined,
    templateId: template.id,
  });
  return { workspaceId, replayed: false };
}

/** The template's setting, else what its version's file says; null when neither limits it. */
async function idleTtl(db: Db, template: TemplateRow, versionId: string): Promise<number | null> {
  if (template.default_ttl_ms > 0) return template.default_ttl_ms;
  const spec = await findVersionSpec(db, versionId);
  return spec !== undefined && spec.idle_ttl_ms > 0 ? spec.idle_ttl_ms : null;
}
