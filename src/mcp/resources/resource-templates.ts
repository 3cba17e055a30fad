import type { ResourceTemplateType } from "@modelcontextprotocol/server";
import type { Toolbox } from "../toolbox.ts";
import type { ResourceKind } from "../../tools/resource-uri.ts";

interface Template extends ResourceTemplateType {
  readonly kind: ResourceKind;
  /** The tool that reads the same: without it, a connection has no such resources either. */
  readonly tool: string;
}

const WORKSPACE = "coder://workspaces/{owner}/{name}";

const TEMPLATES: readonly Template[] = [
  {
    kind: "workspace",
    tool: "get_workspace_status",
    name: "workspace",
    title: "Workspace",
    uriTemplate: WORKSPACE,
    description: "A workspace: status, template, agents and their apps, last build",
    mimeType: "application/json",
  },
  {
    kind: "log",
    tool: "get_workspace_status",
    name: "build_log",
    title: "Build log",
    uriTemplate: `${WORKSPACE}/builds/{number}/log{?after}`,
    description: "The log of one build of a workspace, after the line with the id `after`",
    mimeType: "text/plain",
  },
  {
    kind: "output",
    tool: "get_command_output",
    name: "command_output",
    title: "Command output",
    uriTemplate: `${WORKSPACE}/executions/{id}/output{?cursor}`,
    description: "What a command printed, from the byte `cursor`; write name.agent when there are several",
    mimeType: "text/plain",
  },
  {
    kind: "file",
    tool: "read_file",
    name: "file",
    title: "File or directory",
    uriTemplate: `${WORKSPACE}/files/{+path}{?offset}`,
    description: "A file by absolute or ~/ path, text from the line `offset`, or a directory as JSON",
  },
  {
    kind: "template",
    tool: "get_template_info",
    name: "template",
    title: "Template",
    uriTemplate: "coder://templates/{name}",
    description: "A template's README and parameters",
    mimeType: "text/markdown",
  },
  {
    kind: "activity",
    tool: "get_activity",
    name: "activity",
    title: "Activity",
    uriTemplate: "coder://activity/{event}",
    description: "What agents and people did: `recent`, or one event by its id",
    mimeType: "application/json",
  },
];

/** The forms of resources that a connection's tools reach. */
export function templatesFor({ tools }: Toolbox): readonly ResourceTemplateType[] {
  return reached(tools).map(({ kind: _kind, tool: _tool, ...listed }) => listed);
}

/** The tool that reads the resources of a kind. */
export const readerOf = (kind: ResourceKind): string | undefined =>
  TEMPLATES.find((template) => template.kind === kind)?.tool;

/** What names complete an argument of a template; undefined for an argument without them. */
export function completedIn(
  { tools }: Pick<Toolbox, "tools">,
  uriTemplate: string,
  argument: string,
): "workspace" | "template" | undefined {
  const template = reached(tools).find((one) => one.uriTemplate === uriTemplate);
  if (template?.kind === "template") return argument === "name" ? "template" : undefined;
  return template !== undefined && ["owner", "name"].includes(argument) ? "workspace" : undefined;
}

/** Whether a connection's tools reach resources of a kind. */
export const offers = ({ tools }: Toolbox, kind: ResourceKind): boolean =>
  reached(tools).some((template) => template.kind === kind);

const reached = (tools: Toolbox["tools"]): readonly Template[] =>
  TEMPLATES.filter(({ tool }) => tools.some(({ name }) => name === tool));
