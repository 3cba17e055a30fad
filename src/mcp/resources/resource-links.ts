/** URIs of resources, as `parseResourceUri` reads them. */

export interface WorkspaceName {
  readonly owner: string;
  /** May name an agent, as `name.agent`. */
  readonly name: string;
}

export const workspaceUri = ({ owner, name }: WorkspaceName): string =>
  `coder://workspaces/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;

export const buildLogUri = (workspace: WorkspaceName, build: number): string =>
  `${workspaceUri(workspace)}/builds/${build}/log`;

export const outputUri = (workspace: WorkspaceName, execution: string): string =>
  `${workspaceUri(workspace)}/executions/${encodeURIComponent(execution)}/output`;

/** `path` is absolute or begins with `~/`. */
export const fileUri = (workspace: WorkspaceName, path: string): string =>
  `${workspaceUri(workspace)}/files/${path.replace(/^\//, "").split("/").map(encodeURIComponent).join("/")}`;

/** The name may be `organization/name`. */
export const templateUri = (name: string): string => `coder://templates/${encodeURIComponent(name)}`;
