import { z } from "zod";
import { JobLog } from "../../../wire/provisioner-job.ts";
import { Response } from "../../../wire/response.ts";
import { RichParameter } from "../../../wire/rich-parameter.ts";
import {
  ArchivedVersions,
  ArchiveUnused,
  CreateTemplateVersion,
  Preset,
  TemplateVersion,
  UpdateTemplateVersion,
} from "../../../wire/template-version.ts";
import { WorkspaceResource } from "../../../wire/workspace-agent.ts";
import type { Operations } from "../operation.ts";
import { LogPart, PageAfter } from "../queries.ts";

const Versions = PageAfter.extend({ include_archived: z.enum(["true", "false"]).optional() });
const Nothing = z.array(z.unknown()).max(0);

/** Template versions and what their imports found (coder-api 3.3, 3.4). */
export const templateVersionOperations: Operations = {
  "GET /templates/:template/versions": {
    summary: "Versions of a template, oldest first",
    query: Versions,
    answers: { 200: z.array(TemplateVersion) },
    support: "full",
  },
  "POST /templates/:template/versions/archive": {
    summary: "Archives the versions that nothing uses",
    body: ArchiveUnused,
    answers: { 200: ArchivedVersions },
    support: "full",
  },
  "GET /templates/:template/versions/:version": {
    summary: "A version of a template by name",
    answers: { 200: TemplateVersion },
    support: "full",
  },
  "POST /organizations/:organization/templateversions": {
    summary: "Makes a version of an uploaded file, and imports it",
    body: CreateTemplateVersion,
    answers: { 201: TemplateVersion },
    refusals: [409],
    support: "partial: for the provisioners `local` and `echo`",
  },
  "GET /organizations/:organization/templates/:template/versions/:version": {
    summary: "A version by the names of its template and its own",
    answers: { 200: TemplateVersion },
    support: "full",
  },
  "GET /organizations/:organization/templates/:template/versions/:version/previous": {
    summary: "The version before it; 204 for the first",
    answers: { 200: TemplateVersion, 204: null },
    support: "full",
  },
  "GET /templateversions/:version": {
    summary: "A template version",
    answers: { 200: TemplateVersion },
    support: "full",
  },
  "PATCH /templateversions/:version": {
    summary: "Changes the name or the message of a version",
    body: UpdateTemplateVersion,
    answers: { 200: TemplateVersion },
    refusals: [409],
    support: "full",
  },
  "PATCH /templateversions/:version/cancel": {
    summary: "Cancels an import",
    answers: { 200: Response },
    support: "full",
  },
  "POST /templateversions/:version/archive": {
    summary: "Archives a version",
    answers: { 200: z.null() },
    support: "full",
  },
  "POST /templateversions/:version/unarchive": {
    summary: "Brings an archived version back",
    answers: { 200: z.null() },
    support: "full",
  },
  "GET /templateversions/:version/logs": {
    summary: "Log of the import; with `follow` a WebSocket, whatever its value",
    query: LogPart,
    answers: { 200: z.array(JobLog) },
    frames: JobLog,
    refusals: [426],
    support: "full",
  },
  "GET /templateversions/:version/rich-parameters": {
    summary: "Parameters of the template; 425 before the import has ended",
    answers: { 200: z.array(RichParameter) },
    refusals: [425],
    support: "full",
  },
  "GET /templateversions/:version/resources": {
    summary: "What a start would bring up; 400 before the import has ended",
    answers: { 200: z.array(WorkspaceResource) },
    support: "partial: of a start only; stops of this deployment's provisioners bring nothing up",
  },
  "GET /templateversions/:version/presets": {
    summary: "Presets, with Coder's PascalCase keys",
    answers: { 200: z.array(Preset) },
    support: "full",
  },
  "GET /templateversions/:version/variables": {
    summary: "Template variables; 403 before the import has ended",
    answers: { 200: Nothing },
    support: "partial: empty, templates have none",
  },
  "GET /templateversions/:version/external-auth": {
    summary: "Other services that the template wants access to",
    answers: { 200: Nothing },
    support: "partial: empty",
  },
  "GET /templateversions/:version/schema": {
    summary: "Kept for old clients",
    answers: { 200: Nothing },
    support: "full",
  },
  "GET /templateversions/:version/parameters": {
    summary: "Kept for old clients",
    answers: { 200: Nothing },
    support: "full",
  },
};
