import { RichParameter } from "../wire/rich-parameter.ts";
import { listOf } from "../wire/scalars.ts";
import { Preset, TemplateVersion } from "../wire/template-version.ts";
import { Template } from "../wire/template.ts";
import { parseOnce, type CallOptions, type Http } from "./http.ts";

const template = parseOnce(Template);
const templates = parseOnce(listOf(Template));
const TemplateVersions = listOf(TemplateVersion);
const RichParameters = listOf(RichParameter);
const Presets = listOf(Preset);

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
});

/** Template versions (coder-api 3.3). */
export const templateVersionCalls = (http: Http) => ({
  get: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/templateversions/${id}`, ...options }, TemplateVersion),

  richParameters: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/templateversions/${id}/rich-parameters`, ...options }, RichParameters),

  presets: (id: string, options: CallOptions = {}) =>
    http.json({ path: `/templateversions/${id}/presets`, ...options }, Presets),

  /** Oldest first, as Coder sends them; without a limit all of them. */
  list: (
    templateId: string,
    page: { readonly limit?: number; readonly offset?: number } = {},
    options: CallOptions = {},
  ) =>
    http.json(
      {
        path: `/templates/${templateId}/versions`,
        query: { limit: page.limit, offset: page.offset },
        ...options,
      },
      TemplateVersions,
    ),
});
