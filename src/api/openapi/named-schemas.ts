import type { z } from "zod";
import { Checkpoint } from "../../wire/agent-checkpoints.ts";
import { Execution } from "../../wire/agent-api.ts";
import { ApiKey, CreateToken } from "../../wire/api-key.ts";
import { AuditLog } from "../../wire/audit-log.ts";
import { Member, Organization } from "../../wire/organization.ts";
import { JobLog, ProvisionerJob } from "../../wire/provisioner-job.ts";
import { Response } from "../../wire/response.ts";
import { RichParameter } from "../../wire/rich-parameter.ts";
import { CreateTemplate, Template, UpdateTemplate } from "../../wire/template.ts";
import { CreateTemplateVersion, Preset, TemplateVersion } from "../../wire/template-version.ts";
import { AssignableRole, CreateUser, User } from "../../wire/user.ts";
import { AgentLog, WorkspaceAgent, WorkspaceApp, WorkspaceResource } from "../../wire/workspace-agent.ts";
import { CreateBuild, WorkspaceBuild } from "../../wire/workspace-build.ts";
import { CreateWorkspace, Workspace } from "../../wire/workspace.ts";

/** What the document names of the answers; everything else stands where it is used. */
export const NAMED_ANSWERS: Readonly<Record<string, z.ZodType>> = {
  Response,
  User,
  AssignableRole,
  ApiKey,
  Organization,
  Member,
  AuditLog,
  Template,
  TemplateVersion,
  RichParameter,
  Preset,
  Workspace,
  WorkspaceBuild,
  ProvisionerJob,
  JobLog,
  WorkspaceResource,
  WorkspaceAgent,
  WorkspaceApp,
  AgentLog,
  Execution,
  Checkpoint,
};

/** The same of the bodies. */
export const NAMED_BODIES: Readonly<Record<string, z.ZodType>> = {
  CreateUser,
  CreateToken,
  CreateTemplate,
  UpdateTemplate,
  CreateTemplateVersion,
  CreateWorkspace,
  CreateBuild,
};
