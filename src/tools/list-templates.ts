import { z } from "zod";
import type { Template } from "../wire/template.ts";
import { clipText, formatColumns, shorten } from "./format.ts";
import { READS, defineTool } from "./tool.ts";

const DESCRIPTION_CHARACTERS = 100;

export const listTemplates = defineTool({
  name: "list_templates",
  title: "List templates",
  description: "List the templates that workspaces can be created from.",
  annotations: READS,
  toolsets: ["default"],
  scopes: ["template:read"],
  input: z.strictObject({
    q: z.string().optional().describe("Search text"),
    limit: z.int().min(1).max(200).default(50),
    offset: z.int().min(0).default(0),
  }),

  async run({ client, signal }, { q, limit, offset }) {
    const templates = await client.templates.list(q, { signal });
    const page = templates.slice(offset, offset + limit);
    const next = offset + page.length < templates.length ? offset + page.length : null;
    const more = next === null ? "" : `; next offset ${next}`;
    return {
      text:
        page.length === 0
          ? "No templates match."
          : `${page.length} of ${templates.length} templates${more}\n${clipText(formatColumns(page.map(cells)))}`,
      structured: { templates: page.map(templateView), total: templates.length, offset, next_offset: next },
    };
  },
});

/** A template as tools hand it to programs. */
export const templateView = (template: Template) => ({
  id: template.id,
  name: template.name,
  display_name: template.display_name,
  organization: template.organization_name,
  description: template.description,
  active_version_id: template.active_version_id,
  active_user_count: template.active_user_count,
  deprecated: template.deprecated,
});

const cells = (template: Template): readonly string[] => [
  template.name,
  template.deprecated ? "deprecated" : `${template.active_user_count} users`,
  shorten(template.description, DESCRIPTION_CHARACTERS),
];
