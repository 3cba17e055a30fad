import { z } from "zod";
import { Response } from "../../../wire/response.ts";
import {
  AutostartResolution,
  CreateWorkspace,
  ExtendWorkspace,
  IDEMPOTENCY_HEADER,
  RenameWorkspace,
  UpdateAutomaticUpdates,
  UpdateAutostart,
  UpdateDormancy,
  UpdateTtl,
  Workspace,
  WorkspaceList,
} from "../../../wire/workspace.ts";
import type { Content, Operation, Operations } from "../operation.ts";
import { PagedSearch, WithDeleted } from "../queries.ts";

/** The same key and request answer with the first result. */
export const Repeatable = z.object({ [IDEMPOTENCY_HEADER]: z.string().min(1).max(128).optional() });

const create: Operation = {
  summary: "Makes a workspace and starts it",
  headers: Repeatable,
  body: CreateWorkspace,
  answers: { 201: Workspace },
  refusals: [406, 409],
  support: "full, and takes `Idempotency-Key`",
};

const events: Content = { mediaType: "text/event-stream" };

/** Workspaces and their settings (coder-api 2.1 to 2.3, 2.10). */
export const workspaceOperations: Operations = {
  "POST /users/:user/workspaces": create,
  "POST /organizations/:organization/members/:user/workspaces": {
    ...create,
    summary: "Makes a workspace, at the path of Coder before 2.14",
  },
  "GET /workspaces": {
    summary: "Workspaces that the caller may see: favorites first, then running ones",
    query: PagedSearch,
    answers: { 200: WorkspaceList },
    support: "full",
  },
  "GET /workspaces/:workspace": {
    summary: "A workspace; 410 once it is deleted",
    query: WithDeleted,
    answers: { 200: Workspace },
    refusals: [410],
    support: "full",
  },
  "GET /users/:user/workspace/:name": {
    summary: "A workspace by the names of its owner and its own",
    query: WithDeleted,
    answers: { 200: Workspace },
    support: "full",
  },
  "GET /workspaces/:workspace/watch": {
    summary: "The workspace at once and after every change, as server-sent events",
    answers: { 200: events },
    refusals: [410],
    support: "full",
  },
  "GET /workspaces/:workspace/watch-ws": {
    summary: "The same over a WebSocket",
    answers: {},
    frames: z.object({ type: z.enum(["ping", "data", "error"]), data: Workspace.optional() }),
    refusals: [410, 426],
    support: "full",
  },
  "PATCH /workspaces/:workspace": {
    summary: "Renames a workspace",
    body: RenameWorkspace,
    answers: { 204: null },
    refusals: [409, 410],
    support: "full",
  },
  "PUT /workspaces/:workspace/ttl": {
    summary: "How long it runs without being used, in milliseconds; null for ever",
    body: UpdateTtl,
    answers: { 204: null },
    refusals: [410],
    support: "full",
  },
  "PUT /workspaces/:workspace/autoupdates": {
    summary: "Whether clients start it with the template's active version",
    body: UpdateAutomaticUpdates,
    answers: { 204: null },
    refusals: [410],
    support: "full",
  },
  "PUT /workspaces/:workspace/autostart": {
    summary: "Takes its schedule away",
    body: UpdateAutostart,
    answers: { 204: null },
    refusals: [410],
    support: "partial: `null` only; nothing is started by schedule",
  },
  "GET /workspaces/:workspace/resolve-autostart": {
    summary: "Whether a start by schedule would lack parameters",
    answers: { 200: AutostartResolution },
    refusals: [410],
    support: "partial: always `false`; nothing is started by schedule",
  },
  "PUT /workspaces/:workspace/favorite": {
    summary: "Makes one of the caller's workspaces a favorite",
    answers: { 204: null },
    refusals: [410],
    support: "full",
  },
  "DELETE /workspaces/:workspace/favorite": {
    summary: "Makes it none",
    answers: { 204: null },
    refusals: [410],
    support: "full",
  },
  "POST /workspaces/:workspace/usage": {
    summary: "Notes that a workspace is in use",
    answers: { 204: null },
    refusals: [410],
    support: "full",
  },
  "PUT /workspaces/:workspace/extend": {
    summary: "Keeps a running workspace on until a time",
    body: ExtendWorkspace,
    answers: { 200: Response },
    refusals: [409, 410],
    support: "full",
  },
  "PUT /workspaces/:workspace/dormant": {
    summary: "Makes a workspace dormant, which stops it, or wakes it; 304 when it is so already",
    body: UpdateDormancy,
    answers: { 200: Workspace, 304: null },
    refusals: [410],
    support: "full",
  },
};
