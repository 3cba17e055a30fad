import type { ListResourcesResult, Resource } from "@modelcontextprotocol/server";
import { combineQuery } from "../../tools/combine-query.ts";
import type { ToolContext } from "../../tools/context.ts";
import { shorten } from "../../tools/format.ts";
import { isShown, showWorkspace } from "../../tools/locate-workspace.ts";
import { showAgents } from "../../tools/workspace-view.ts";
import type { Template } from "../../wire/template.ts";
import type { Workspace } from "../../wire/workspace.ts";
import { PAGE_ITEMS, readCursor, writeCursor } from "../paginate.ts";
import type { Toolbox } from "../toolbox.ts";
import { offers } from "./resource-templates.ts";
import { templateUri, workspaceUri } from "./resource-links.ts";

const WORKSPACES = "workspaces";
const TEMPLATES = "templates";
const DESCRIPTION_CHARACTERS = 200;

/** A page of the caller's own workspaces, then of the templates. Throws a ProtocolError (-32602) for a bogus cursor. */
export async function listResources(
  context: ToolContext,
  toolbox: Toolbox,
  cursor: string | undefined,
): Promise<ListResourcesResult> {
  const shows = { workspaces: offers(toolbox, "workspace"), templates: offers(toolbox, "template") };
  const place = placeOf(cursor);
  if (place.list === WORKSPACES && shows.workspaces) {
    const page = await workspacesPage(context, place.offset);
    if (page.next !== undefined) return { resources: page.resources, nextCursor: page.next };
    if (!shows.templates) return { resources: page.resources };
    if (page.resources.length > 0) return withTemplates(context, page.resources);
  }
  return shows.templates ? templatesPage(context, place) : { resources: [] };
}

interface Place {
  readonly list: string;
  readonly offset: number;
}

function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { list: WORKSPACES, offset: 0 };
  const list = Buffer.from(cursor, "base64url").toString().startsWith(`${TEMPLATES}:`)
    ? TEMPLATES
    : WORKSPACES;
  return { list, offset: readCursor(list, cursor) };
}

async function workspacesPage(context: ToolContext, offset: number) {
  const { client, cache, filter, signal } = context;
  const me = filter.fields.has("owner") ? (await cache.me(signal)).username.toLowerCase() : "";
  const q = combineQuery(filter, { q: "", owner: undefined, me });
  const page = await client.workspaces.list({ q, limit: PAGE_ITEMS, offset }, { signal });
  const shown = await Promise.all(page.workspaces.map((workspace) => isShown(context, workspace)));
  const end = offset + page.workspaces.length;
  return {
    resources: page.workspaces.filter((_, index) => shown[index]).map(workspaceResource),
    next: page.workspaces.length > 0 && end < page.count ? writeCursor(WORKSPACES, end) : undefined,
  };
}

async function withTemplates(
  context: ToolContext,
  workspaces: readonly Resource[],
): Promise<ListResourcesResult> {
  const templates = await allTemplates(context);
  const room = PAGE_ITEMS - workspaces.length;
  const resources = [...workspaces, ...templates.slice(0, room)];
  return templates.length > room ? { resources, nextCursor: writeCursor(TEMPLATES, room) } : { resources };
}

async function templatesPage(context: ToolContext, place: Place): Promise<ListResourcesResult> {
  const start = place.list === TEMPLATES ? place.offset : 0;
  const templates = await allTemplates(context);
  const end = start + PAGE_ITEMS;
  const resources = templates.slice(start, end);
  return end < templates.length ? { resources, nextCursor: writeCursor(TEMPLATES, end) } : { resources };
}

async function allTemplates({ client, signal }: ToolContext): Promise<readonly Resource[]> {
  const templates = await client.templates.list(undefined, { signal });
  return templates.map((template) => templateResource(template, templates));
}

function workspaceResource(workspace: Workspace): Resource {
  const { latest_build: build } = workspace;
  return {
    uri: workspaceUri({ owner: workspace.owner_name, name: workspace.name }),
    name: showWorkspace(workspace),
    title: workspace.name,
    description: `Workspace of template ${workspace.template_name}: ${build.status}; ${showAgents(workspace)}`,
    mimeType: "application/json",
    annotations: {
      audience: ["user", "assistant"],
      priority: build.status === "running" ? 0.8 : 0.5,
      lastModified: build.updated_at,
    },
  };
}

function templateResource(template: Template, all: readonly Template[]): Resource {
  const { name, organization_name: organization } = template;
  const alone = all.filter((other) => other.name === name).length === 1;
  const words =
    template.description === "" ? "" : `: ${shorten(template.description, DESCRIPTION_CHARACTERS)}`;
  return {
    uri: templateUri(alone ? name : `${organization}/${name}`),
    name,
    title: template.display_name === "" ? name : template.display_name,
    description: `Template for workspaces${words}`,
    mimeType: "text/markdown",
    annotations: {
      audience: ["user", "assistant"],
      priority: template.deprecated ? 0.1 : 0.3,
      lastModified: template.updated_at,
    },
  };
}
