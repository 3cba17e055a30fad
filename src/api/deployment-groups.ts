import { agentSelfRoutes } from "./agent-self.ts";
import { agentMetadataRoutes } from "./agent-metadata.ts";
import { dryRunRoutes } from "./dry-run.ts";
import { newWorkspaceFormRoutes } from "./new-workspace-form.ts";
import { notificationRoutes } from "./notifications.ts";
import { provisionerJobRoutes } from "./provisioner-jobs.ts";
import { timingRoutes } from "./timings.ts";
import { activityRoutes } from "./activity.ts";
import { agentRoutes } from "./agents.ts";
import type { RouteGroup } from "./api-deps.ts";
import { appRoutes } from "./apps/app-routes.ts";
import { buildRoutes } from "./builds.ts";
import { changeWorkspaceRoutes } from "./change-workspace.ts";
import { createWorkspaceRoutes } from "./create-workspace.ts";
import { fileTransferRoutes } from "./file-transfers.ts";
import { fileRoutes } from "./files.ts";
import { terminalRoutes } from "./terminals.ts";
import { policyRoutes } from "./policy.ts";
import { templateVersionContentRoutes } from "./template-version-contents.ts";
import { templateVersionRoutes } from "./template-versions.ts";
import { templateRoutes } from "./templates.ts";
import { useTransferRoutes } from "./use-transfer.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { workspaceUseRoutes } from "./workspace-use.ts";
import { workspaceRoutes } from "./workspaces.ts";

/** Route groups of templates, workspaces, builds and agents. */
export const deploymentGroups: readonly RouteGroup<WorkspaceDeps>[] = [
  fileRoutes,
  templateRoutes,
  templateVersionRoutes,
  templateVersionContentRoutes,
  createWorkspaceRoutes,
  workspaceRoutes,
  changeWorkspaceRoutes,
  workspaceUseRoutes,
  buildRoutes,
  agentSelfRoutes,
  timingRoutes,
  provisionerJobRoutes,
  dryRunRoutes,
  newWorkspaceFormRoutes,
  notificationRoutes,
  agentMetadataRoutes,
  agentRoutes,
  fileTransferRoutes,
  useTransferRoutes,
  terminalRoutes,
  policyRoutes,
  activityRoutes,
  appRoutes,
];
