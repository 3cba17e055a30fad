import { z } from "zod";
import { formatAge } from "../lib/format-time.ts";
import type { TemplateVersion } from "../wire/template-version.ts";
import { formatColumns, shorten } from "./format.ts";
import { locateTemplate } from "./locate-template.ts";
import { READS, defineTool } from "./tool.ts";

const MESSAGE_CHARACTERS = 80;

export const listTemplateVersions = defineTool({
  name: "list_template_versions",
  title: "List template versions",
  description: "List a template's versions, newest first, and which is active.",
  annotations: READS,
  toolsets: ["default"],
  scopes: ["template:read"],
  input: z.strictObject({
    template: z.string().min(1).describe("Name or UUID"),
    limit: z.int().min(1).max(100).default(20),
    offset: z.int().min(0).default(0),
  }),

  async run(context, { template: wanted, limit, offset }) {
    const { client, signal } = context;
    const template = await locateTemplate(context, wanted);
    // Coder pages from the oldest and gives no total, so newest first needs the whole list.
    const versions = (await client.templateVersions.list(template.id, {}, { signal })).toReversed();
    const page = versions.slice(offset, offset + limit);
    const next = offset + page.length < versions.length ? offset + page.length : null;
    const isActive = ({ id }: TemplateVersion) => id === template.active_version_id;
    const more = next === null ? "" : `; next offset ${next}`;
    const lines = formatColumns(page.map((version) => cells(version, isActive(version))));
    return {
      text: `${template.name}: ${page.length} of ${versions.length} versions${more}\n${lines}`,
      structured: {
        template: template.name,
        template_id: template.id,
        versions: page.map((version) => versionView(version, isActive(version))),
        total: versions.length,
        offset,
        next_offset: next,
      },
    };
  },
});

const cells = (version: TemplateVersion, active: boolean): readonly string[] => [
  version.name,
  active ? "active" : "",
  version.job.status,
  version.created_by.username,
  formatAge(version.created_at),
  shorten(version.message, MESSAGE_CHARACTERS),
];

const versionView = (version: TemplateVersion, active: boolean) => ({
  id: version.id,
  name: version.name,
  active,
  status: version.job.status,
  error: version.job.error ?? null,
  author: version.created_by.username,
  created_at: version.created_at,
  message: version.message,
});
