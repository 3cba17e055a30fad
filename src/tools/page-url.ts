import type { Template } from "../wire/template.ts";
import type { Workspace } from "../wire/workspace.ts";
import type { ToolContext } from "./context.ts";

/** The deployment's page of a workspace, or of one of its builds. */
export function workspacePage(
  { client }: Pick<ToolContext, "client">,
  { owner_name: owner, name }: Pick<Workspace, "owner_name" | "name">,
  build?: number,
): string {
  const page = `${client.http.baseUrl}/@${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  return build === undefined ? page : `${page}/builds/${build}`;
}

/** The deployment's page of a template. */
export const templatePage = (
  { client }: Pick<ToolContext, "client">,
  { organization_name: organization, name }: Pick<Template, "organization_name" | "name">,
): string =>
  `${client.http.baseUrl}/templates/${encodeURIComponent(organization)}/${encodeURIComponent(name)}`;
