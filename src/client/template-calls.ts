import type { z } from "zod";
import { JobLog } from "../wire/provisioner-job.ts";
import { Response } from "../wire/response.ts";
import { RichParameter } from "../wire/rich-parameter.ts";
import { listOf } from "../wire/scalars.ts";
import { Preset, TemplateVersion, type CreateTemplateVersion } from "../wire/template-version.ts";
import { Template, type CreateTemplate, type UpdateTemplate } from "../wire/template.ts";
import { parseOnce, type CallOptions, type Http } from "./http.ts";

const template = parseOnce(Template);
const templates = parseOnce(listOf(Template));
const TemplateVersions = listOf(TemplateVersion);
const RichParameters = listOf(RichParameter);
const Presets = listOf(Preset);
const JobLogs = listOf(JobLog);

/** Templates (coder-api 3.2). Organizations are names, UUIDs or `default`. */
export const templateCalls = (http: Http) => ({
  list: (q?: string, options: CallOptions = {}) =>
    http.brief({ path: "/templates", query: { q }, ...options }, templates),

  get: (id: string, options: CallOptions = {}) =>
    http.brief({ path: `/templates/${encodeURIComponent(id)}`, ...options }, template),

  byName: (organization: string, name: string, options: CallOptions = {}) =>
    http.brief(
      {
        path: `/organizations/${encodeURIComponent(organization)}/templates/${encodeURIComponent(name)}`,
        ...options,
      },
      template,
    ),

  create: (organization: string, body: z.input<typeof CreateTemplate>, options: CallOptions = {}) =>
    http.json(
      {
        method: "POST",
        path: `/organizations/${encodeURIComponent(organization)}/templates`,
        json: body,
        ...options,
      },
      Template,
    ),

  /** Makes one of its versions the one that workspaces are built of. */
  activate: (id: string, versionId: string, options: CallOptions = {}) =>
    http.json(
      { method: "PATCH", path: `/templates/${id}/versions`, json: { id: versionId }, ...options },
      Response,
    ),

  delete: (id: string, options: CallOptions = {}) =>
    http.json({ method: "DELETE", path: `/templates/${id}`, ...options }, Response),

  /** Changes what is named and leaves the rest; the answer is empty where nothing changed (coder-api 3.2). */
  update: async (id: string, body: z.input<typeof UpdateTemplate>, options: CallOptions = {}) =>
    void (await http.bytes({ method: "PATCH", path: `/templates/${id}`, json: body, ...options })),

  versionByName: (id: string, name: string, options: CallOptions = {}) =>
    http.json({ path: `/templates/${id}/versions/${encodeURIComponent(name)}`, ...options }, TemplateVersion),
});

/** Template versions (coder-api 3.3). */
export const templateVersionCalls = (http: Http) => ({
  get: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/templateversions/${id}`, ...options }, TemplateVersion),

  richParameters: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/templateversions/${id}/rich-parameters`, ...options }, RichParameters),

  presets: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/templateversions/${id}/presets`, ...options }, Presets),

  /** The whole log of its import so far, or only lines with ids greater than `after`. */
  logs: (id: string, after?: number, options: CallOptions = {}) =>
    http.json({ path: `/templateversions/${id}/logs`, query: { after }, ...options }, JobLogs),

  create: (organization: string, body: z.input<typeof CreateTemplateVersion>, options: CallOptions = {}) =>
    http.json(
      {
        method: "POST",
        path: `/organizations/${encodeURIComponent(organization)}/templateversions`,
        json: body,
        ...options,
      },
      TemplateVersion,
    ),

  /** Oldest first, as Coder sends them; without a limit all of them. */
  list: (
    templateId: string,
    page: { readonly limit?: number; readonly offset?: number; readonly includeArchived?: boolean } = {},
    options: CallOptions = {},
  ) =>
    http.json(
      {
        path: `/templates/${templateId}/versions`,
        query: { limit: page.limit, offset: page.offset, include_archived: page.includeArchived },
        ...options,
      },
      TemplateVersions,
    ),
});
