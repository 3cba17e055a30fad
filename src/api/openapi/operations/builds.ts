import { z } from "zod";
import { JobLog } from "../../../wire/provisioner-job.ts";
import { Response } from "../../../wire/response.ts";
import { ParameterValue } from "../../../wire/rich-parameter.ts";
import { Time } from "../../../wire/scalars.ts";
import { Timings } from "../../../wire/timings.ts";
import { WorkspaceResource } from "../../../wire/workspace-agent.ts";
import { CreateBuild, WorkspaceBuild } from "../../../wire/workspace-build.ts";
import type { Operations } from "../operation.ts";
import { LogPart, PageAfter, WithDeleted } from "../queries.ts";
import { Repeatable } from "./workspaces.ts";

const Builds = PageAfter.extend({ since: Time.optional() });

/** Builds of workspaces (coder-api 2.4 to 2.8). */
export const buildOperations: Operations = {
  "GET /workspaces/:workspace/builds": {
    summary: "Builds, newest first; those after `after_id` have greater numbers",
    query: Builds,
    answers: { 200: z.array(WorkspaceBuild) },
    refusals: [410],
    support: "full",
  },
  "POST /workspaces/:workspace/builds": {
    summary: "Starts, stops or deletes a workspace",
    headers: Repeatable,
    body: CreateBuild,
    answers: { 201: WorkspaceBuild },
    refusals: [406, 409, 410],
    support: "partial: no `orphan`, `state` or `on_success`, and `log_level` changes nothing",
  },
  "GET /users/:user/workspace/:name/builds/:number": {
    summary: "A build by its number",
    query: WithDeleted,
    answers: { 200: WorkspaceBuild },
    support: "full",
  },
  "GET /workspacebuilds/:build": { summary: "A build", answers: { 200: WorkspaceBuild }, support: "full" },
  "GET /workspacebuilds/:build/logs": {
    summary: "Log of a build; with `follow` a WebSocket, whatever its value",
    query: LogPart,
    answers: { 200: z.array(JobLog) },
    frames: JobLog,
    refusals: [426],
    support: "full",
  },
  "GET /workspacebuilds/:build/parameters": {
    summary: "Values that the build ran with",
    answers: { 200: z.array(ParameterValue) },
    support: "full",
  },
  "GET /workspacebuilds/:build/resources": {
    summary: "Resources of a build; 400 before it has ended",
    answers: { 200: z.array(WorkspaceResource) },
    support: "full",
  },
  "GET /workspacebuilds/:build/timings": {
    summary: "How long the parts of a build took",
    answers: { 200: Timings },
    support: "partial: a provisioner's whole work is one stage",
  },
  "GET /workspaces/:workspace/timings": {
    summary: "The same of the latest build",
    answers: { 200: Timings },
    refusals: [410],
    support: "partial: a provisioner's whole work is one stage",
  },
  "GET /workspacebuilds/:build/state": {
    summary: "What a provisioner keeps from build to build, for those who may change the template",
    answers: { 200: { mediaType: "application/octet-stream" } },
    support: "partial: empty, no provisioner keeps any",
  },
  "PATCH /workspacebuilds/:build/cancel": {
    summary: "Cancels a build",
    query: z.object({ expect_status: z.enum(["pending", "running"]).optional() }),
    answers: { 200: Response },
    refusals: [412],
    support: "full",
  },
};
