import { CODER_TOOLS } from "./coder/index.ts";
import { createCheckpoint } from "./create-checkpoint.ts";
import { createWorkspace } from "./create-workspace.ts";
import { deleteWorkspace } from "./delete-workspace.ts";
import { diffCheckpoint } from "./diff-checkpoint.ts";
import { downloadFile } from "./download-file.ts";
import { editFiles } from "./edit-files.ts";
import { executeCommand } from "./execute-command.ts";
import { fetch } from "./fetch.ts";
import { findFiles } from "./find-files.ts";
import { getActivity } from "./get-activity.ts";
import { getCommandOutput } from "./get-command-output.ts";
import { getTemplateInfo } from "./get-template-info.ts";
import { getWorkspaceStatus } from "./get-workspace-status.ts";
import { listActivity } from "./list-activity.ts";
import { listApps } from "./list-apps.ts";
import { listCheckpoints } from "./list-checkpoints.ts";
import { listDirectory } from "./list-directory.ts";
import { listProcesses } from "./list-processes.ts";
import { listTemplateVersions } from "./list-template-versions.ts";
import { listTemplates } from "./list-templates.ts";
import { listWorkspaces } from "./list-workspaces.ts";
import { openPort } from "./open-port.ts";
import { readFile } from "./read-file.ts";
import { restoreCheckpoint } from "./restore-checkpoint.ts";
import { search } from "./search.ts";
import { signalProcess } from "./signal-process.ts";
import { startWorkspace } from "./start-workspace.ts";
import { stopWorkspace } from "./stop-workspace.ts";
import type { Tool } from "./tool.ts";
import { checkToolsets } from "./toolsets.ts";
import { uploadFile } from "./upload-file.ts";
import { writeFile } from "./write-file.ts";
import { writeProcessInput } from "./write-process-input.ts";

/** Every tool, in the order in which clients see them. */
export const TOOLS: readonly Tool[] = [
  listWorkspaces,
  createWorkspace,
  startWorkspace,
  stopWorkspace,
  deleteWorkspace,
  getWorkspaceStatus,
  executeCommand,
  getCommandOutput,
  writeProcessInput,
  signalProcess,
  listProcesses,
  readFile,
  writeFile,
  editFiles,
  findFiles,
  listDirectory,
  listTemplates,
  getTemplateInfo,
  listTemplateVersions,
  search,
  fetch,
  createCheckpoint,
  listCheckpoints,
  diffCheckpoint,
  restoreCheckpoint,
  uploadFile,
  downloadFile,
  listActivity,
  getActivity,
  listApps,
  openPort,
  ...CODER_TOOLS,
];

/** The tools in any of the named toolsets; throws AppError "invalid" for a name that is none. */
export function toolsIn(names: readonly string[]): readonly Tool[] {
  checkToolsets(names);
  return TOOLS.filter(({ toolsets }) => toolsets.some((toolset) => names.includes(toolset)));
}
