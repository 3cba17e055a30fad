import type { Template } from "../../wire/template.ts";

/** What Coder's tools tell of a template. */
export const minimalTemplate = (template: Template) => ({
  organization_id: template.organization_id,
  display_name: template.display_name,
  id: template.id,
  name: template.name,
  description: template.description,
  active_version_id: template.active_version_id,
  active_user_count: template.active_user_count,
});
