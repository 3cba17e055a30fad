import { WorkspaceBuild, type CreateBuild } from "../wire/workspace-build.ts";
import { Workspace, WorkspaceList, type CreateWorkspace } from "../wire/workspace.ts";
import { parseOnce, type CallOptions, type Http } from "./http.ts";
import { watchWorkspace } from "./watch-workspace.ts";

export interface ListWorkspaces {
  /** Coder's search syntax (coder-api 2.1). */
  readonly q?: string;
  readonly limit?: number;
  readonly offset?: number;
}

export interface FindWorkspace extends CallOptions {
  readonly includeDeleted?: boolean;
}

const workspace = parseOnce(Workspace);
const workspaces = parseOnce(WorkspaceList);

const found = ({ includeDeleted, ...options }: FindWorkspace) => ({
  ...options,
  query: { include_deleted: includeDeleted },
});

/** Workspaces (coder-api 2.3). Users are names, UUIDs or `me`. */
export const workspaceCalls = (http: Http) => ({
  list: ({ q, limit, offset }: ListWorkspaces = {}, options: CallOptions = {}) =>
    http.brief({ path: "/workspaces", query: { q, limit, offset }, ...options }, workspaces),

  get: (id: string, options: FindWorkspace = {}) =>
    http.brief({ path: `/workspaces/${encodeURIComponent(id)}`, ...found(options) }, workspace),

  byName: (owner: string, name: string, options: FindWorkspace = {}) =>
    http.brief(
      {
        path: `/users/${encodeURIComponent(owner)}/workspace/${encodeURIComponent(name)}`,
        ...found(options),
      },
      workspace,
    ),

  create: (user: string, body: CreateWorkspace, options: CallOptions = {}) =>
    http.answer(
      { method: "POST", path: `/users/${encodeURIComponent(user)}/workspaces`, json: body, ...options },
      Workspace,
    ),

  build: (id: string, body: CreateBuild, options: CallOptions = {}) =>
    http.answer({ method: "POST", path: `/workspaces/${id}/builds`, json: body, ...options }, WorkspaceBuild),

  rename: async (id: string, name: string, options: CallOptions = {}) =>
    void (await http.bytes({ method: "PATCH", path: `/workspaces/${id}`, json: { name }, ...options })),

  /** One of a workspace's builds by its number, the first being 1. */
  buildByNumber: (owner: string, name: string, number: number, options: CallOptions = {}) =>
    http.json(
      {
        path: `/users/${encodeURIComponent(owner)}/workspace/${encodeURIComponent(name)}/builds/${number}`,
        ...options,
      },
      WorkspaceBuild,
    ),

  watch: (id: string, signal: AbortSignal): AsyncIterable<Workspace> => watchWorkspace(http, id, signal),
});
