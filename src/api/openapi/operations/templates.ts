import { z } from "zod";
import { Response } from "../../../wire/response.ts";
import { CreateTemplate, Template, UpdateTemplate } from "../../../wire/template.ts";
import { ActivateTemplateVersion, FileUploaded } from "../../../wire/template-version.ts";
import type { Content, Operations } from "../operation.ts";
import { Search } from "../queries.ts";

const TAR: Content = { mediaType: "application/x-tar" };
const NoExamples = z.array(z.unknown());

/** Files and templates (coder-api 3.1, 3.2, 3.4). */
export const templateOperations: Operations = {
  "POST /files": {
    summary: "Uploads an archive; 200 when the caller has uploaded the same before",
    body: TAR,
    answers: { 200: FileUploaded, 201: FileUploaded },
    support: "partial: uncompressed tar only, up to 100 MiB",
  },
  "GET /files/:file": {
    summary: "Downloads an archive",
    answers: { 200: TAR },
    support: "partial: as tar only",
  },
  "GET /templates": {
    summary: "Templates that the caller may see, by name",
    query: Search,
    answers: { 200: z.array(Template) },
    support: "full",
  },
  "GET /organizations/:organization/templates": {
    summary: "Templates of an organization",
    query: Search,
    answers: { 200: z.array(Template) },
    support: "full",
  },
  "GET /templates/examples": {
    summary: "Starter templates",
    answers: { 200: NoExamples },
    support: "partial: empty",
  },
  "GET /organizations/:organization/templates/examples": {
    summary: "Starter templates of an organization",
    answers: { 200: NoExamples },
    support: "partial: empty",
  },
  "POST /organizations/:organization/templates": {
    summary: "Makes a template of a version",
    body: CreateTemplate,
    answers: { 201: Template },
    refusals: [409],
    support: "full",
  },
  "GET /organizations/:organization/templates/:template": {
    summary: "A template by name",
    answers: { 200: Template },
    support: "full",
  },
  "GET /templates/:template": { summary: "A template", answers: { 200: Template }, support: "full" },
  "PATCH /templates/:template": {
    summary: "Changes the settings that the body has",
    body: UpdateTemplate,
    answers: { 200: Template },
    refusals: [409],
    support: "full",
  },
  "DELETE /templates/:template": {
    summary: "Deletes a template that no workspace uses",
    answers: { 200: Response },
    support: "full",
  },
  "PATCH /templates/:template/versions": {
    summary: "Makes a version the active one",
    body: ActivateTemplateVersion,
    answers: { 200: Response },
    support: "full",
  },
};
