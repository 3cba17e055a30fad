import { z } from "zod";
import { CreateDryRun, MatchedProvisioners } from "../../../wire/dry-run.ts";
import { JobLog, ProvisionerJob } from "../../../wire/provisioner-job.ts";
import { Response } from "../../../wire/response.ts";
import { WorkspaceResource } from "../../../wire/workspace-agent.ts";
import type { Operations } from "../operation.ts";
import { LogPart } from "../queries.ts";

/** What a workspace would be, asked before it is made (coder-api 3.5). */
export const dryRunOperations: Operations = {
  "POST /templateversions/:version/dry-run": {
    summary: "Plans a workspace; 425 before the import has ended",
    body: CreateDryRun,
    answers: { 201: ProvisionerJob },
    refusals: [425],
    support: "full",
  },
  "GET /templateversions/:version/dry-run/:job": {
    summary: "A dry-run",
    answers: { 200: ProvisionerJob },
    support: "full",
  },
  "GET /templateversions/:version/dry-run/:job/logs": {
    summary: "Log of a dry-run; with `follow` a WebSocket, whatever its value",
    query: LogPart,
    answers: { 200: z.array(JobLog) },
    frames: JobLog,
    refusals: [426],
    support: "full",
  },
  "GET /templateversions/:version/dry-run/:job/resources": {
    summary: "What a start would bring up",
    answers: { 200: z.array(WorkspaceResource) },
    support: "full",
  },
  "GET /templateversions/:version/dry-run/:job/matched-provisioners": {
    summary: "How many provisioners could run it",
    answers: { 200: MatchedProvisioners },
    support: "full",
  },
  "PATCH /templateversions/:version/dry-run/:job/cancel": {
    summary: "Cancels a dry-run",
    answers: { 200: Response },
    support: "partial: always 400, a dry-run has ended when it is there",
  },
};
