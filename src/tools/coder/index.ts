import type { Tool } from "../tool.ts";
import { createTask } from "./create-task.ts";
import { createTemplateVersion } from "./create-template-version.ts";
import { createTemplate } from "./create-template.ts";
import { createWorkspaceBuild } from "./create-workspace-build.ts";
import { createWorkspace } from "./create-workspace.ts";
import { deleteTask } from "./delete-task.ts";
import { deleteTemplate } from "./delete-template.ts";
import { getAuthenticatedUser } from "./get-authenticated-user.ts";
import { getTaskLogs } from "./get-task-logs.ts";
import { getTaskStatus } from "./get-task-status.ts";
import { getTemplateVersionLogs } from "./get-template-version-logs.ts";
import { getTemplate } from "./get-template.ts";
import { getWorkspaceAgentLogs } from "./get-workspace-agent-logs.ts";
import { getWorkspaceBuildLogs } from "./get-workspace-build-logs.ts";
import { getWorkspace } from "./get-workspace.ts";
import { listOrganizations } from "./list-organizations.ts";
import { listTasks } from "./list-tasks.ts";
import { listTemplates } from "./list-templates.ts";
import { listWorkspaces } from "./list-workspaces.ts";
import { sendTaskInput } from "./send-task-input.ts";
import { templateVersionParameters } from "./template-version-parameters.ts";
import { updateTemplateActiveVersion } from "./update-template-active-version.ts";
import { uploadTarFile } from "./upload-tar-file.ts";
import { workspaceBash } from "./workspace-bash.ts";
import { workspaceEditFile } from "./workspace-edit-file.ts";
import { workspaceEditFiles } from "./workspace-edit-files.ts";
import { workspaceExecute } from "./workspace-execute.ts";
import { workspaceListApps } from "./workspace-list-apps.ts";
import { workspaceLs } from "./workspace-ls.ts";
import { workspacePortForward } from "./workspace-port-forward.ts";
import { workspaceProcessList } from "./workspace-process-list.ts";
import { workspaceProcessOutput } from "./workspace-process-output.ts";
import { workspaceProcessSignal } from "./workspace-process-signal.ts";
import { workspaceReadFile } from "./workspace-read-file.ts";
import { workspaceReadiness } from "./workspace-readiness.ts";
import { workspaceWriteFile } from "./workspace-write-file.ts";

/** The tools of Coder's own server, by its names, in the order in which clients see them (coder-mcp 1.4 to 1.10). */
export const CODER_TOOLS: readonly Tool[] = [
  getAuthenticatedUser,
  listOrganizations,
  listWorkspaces,
  getWorkspace,
  createWorkspace,
  createWorkspaceBuild,
  getWorkspaceBuildLogs,
  getWorkspaceAgentLogs,
  workspaceReadiness,
  listTemplates,
  getTemplate,
  templateVersionParameters,
  getTemplateVersionLogs,
  uploadTarFile,
  createTemplateVersion,
  createTemplate,
  updateTemplateActiveVersion,
  deleteTemplate,
  workspaceBash,
  workspaceExecute,
  workspaceProcessOutput,
  workspaceProcessList,
  workspaceProcessSignal,
  workspaceLs,
  workspaceReadFile,
  workspaceWriteFile,
  workspaceEditFile,
  workspaceEditFiles,
  workspacePortForward,
  workspaceListApps,
  createTask,
  deleteTask,
  listTasks,
  getTaskStatus,
  sendTaskInput,
  getTaskLogs,
];
