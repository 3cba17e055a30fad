import { z } from "zod";
import type { Template } from "../wire/template.ts";
import type { Workspace } from "../wire/workspace.ts";
import { combineQuery } from "./combine-query.ts";
import type { ToolContext } from "./context.ts";
import { isShown, showWorkspace } from "./locate-workspace.ts";
import { templatePage, workspacePage } from "./page-url.ts";
import { templateUri, workspaceUri } from "./resource-links.ts";
import { READS, defineTool } from "./tool.ts";
import { showAgents } from "./workspace-view.ts";

const MAX_SEARCHED = 100;
const MAX_RESULTS = 20;

/** In the shape that ChatGPT's connectors demand: one text of JSON, whose ids `fetch` takes. */
export const search = defineTool({
  name: "search",
  title: "Search",
  description:
    "Find workspaces and templates by words of their name, owner, template, status or description.",
  annotations: READS,
  toolsets: ["chatgpt"],
  scopes: ["workspace:read", "template:read"],
  input: z.strictObject({ query: z.string().max(1000) }),

  async run(context, { query }) {
    const [workspaces, templates] = await Promise.all([findWorkspaces(context), findTemplates(context)]);
    const words = query.toLowerCase().match(/[^\s,;]+/g) ?? [];
    const results = [...workspaces, ...templates]
      .map((found) => ({ found, hits: words.filter((word) => found.text.includes(word)).length }))
      .filter(({ hits }) => words.length === 0 || hits > 0)
      .toSorted((a, b) => b.hits - a.hits)
      .slice(0, MAX_RESULTS)
      .map(({ found: { text: _searched, ...result } }) => result);
    return { text: JSON.stringify({ results }), structured: { results } };
  },
});

interface Found {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  /** What is searched, in lower case. */
  readonly text: string;
}

async function findWorkspaces(context: ToolContext): Promise<readonly Found[]> {
  const { client, filter, signal } = context;
  // Of all owners, so that nobody's name has to be compared with the filter's.
  const q = combineQuery(filter, { q: "", owner: "*", me: "" });
  const { workspaces } = await client.workspaces.list({ q, limit: MAX_SEARCHED }, { signal });
  const shown = await Promise.all(workspaces.map((workspace) => isShown(context, workspace)));
  return workspaces.filter((_, index) => shown[index]).map((workspace) => foundWorkspace(context, workspace));
}

function foundWorkspace(context: ToolContext, workspace: Workspace): Found {
  const { owner_name: owner, name, template_name: template, latest_build: build } = workspace;
  const title = `Workspace ${showWorkspace(workspace)} (${build.status}, template ${template})`;
  return {
    id: workspaceUri({ owner, name }),
    title,
    url: workspacePage(context, workspace),
    text: `${title} ${showAgents(workspace)}`.toLowerCase(),
  };
}

async function findTemplates(context: ToolContext): Promise<readonly Found[]> {
  const templates = await context.client.templates.list(undefined, { signal: context.signal });
  return templates.map((template) => foundTemplate(context, template));
}

function foundTemplate(context: ToolContext, template: Template): Found {
  const { organization_name: organization, name, display_name: label, description } = template;
  const title = `Template ${name}${description === "" ? "" : `: ${description}`}`;
  return {
    id: templateUri(`${organization}/${name}`),
    title,
    url: templatePage(context, template),
    text: `${title} ${label}`.toLowerCase(),
  };
}
