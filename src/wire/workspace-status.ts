/** Words of a workspace's status, derived from transition and job (coder-api 2.4). */
export const WORKSPACE_STATUSES = [
  "pending",
  "starting",
  "running",
  "stopping",
  "stopped",
  "failed",
  "canceling",
  "canceled",
  "deleting",
  "deleted",
] as const;
export type WorkspaceStatus = (typeof WORKSPACE_STATUSES)[number];
