import { agentRoutes } from "./agents.ts";
import type { RouteGroup } from "./api-deps.ts";
import { buildRoutes } from "./builds.ts";
import { createWorkspaceRoutes } from "./create-workspace.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { workspaceRoutes } from "./workspaces.ts";

/** Route groups of templates, workspaces, builds and agents. */
export const deploymentGroups: readonly RouteGroup<WorkspaceDeps>[] = [
  createWorkspaceRoutes,
  workspaceRoutes,
  buildRoutes,
  agentRoutes,
];
