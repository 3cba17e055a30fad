import { fieldOf } from "../lib/field-of.ts";
import { resourceKindOf, type ResourceKind } from "../tools/resource-uri.ts";
import type { Tool } from "../tools/tool.ts";
import { promptsFor } from "./prompts/index.ts";
import { completedIn, readerOf } from "./resources/resource-templates.ts";
import { listenFilter } from "./subscriptions/listen-filter.ts";
import { toolOfTask } from "./tasks/ongoing-tasks.ts";

type Needed = (params: unknown, tools: readonly Tool[]) => readonly string[];

const COMPLETING = { workspace: ["workspace:read"], template: ["template:read"] } as const;

const textIn = (params: unknown, name: string): string => {
  const value = fieldOf(params, name);
  return typeof value === "string" ? value : "";
};

const ofTool = (wanted: string | undefined, tools: readonly Tool[]): readonly string[] =>
  tools.find(({ name }) => name === wanted)?.scopes ?? [];

const ofKind = (kind: ResourceKind | undefined, tools: readonly Tool[]): readonly string[] =>
  kind === undefined ? [] : ofTool(readerOf(kind), tools);

const ofUri = (uri: string, tools: readonly Tool[]): readonly string[] => ofKind(resourceKindOf(uri), tools);

const promptIn = (tools: readonly Tool[], wanted: string) =>
  promptsFor({ tools }).find(({ name }) => name === wanted);

const ofTask: Needed = (params, tools) => ofTool(toolOfTask(textIn(params, "taskId")), tools);

/** Methods that work as the caller, and the scopes that they take; what the caller's tools do not reach takes none. */
const NEEDED: Readonly<Record<string, Needed>> = {
  "tools/call": (params, tools) => ofTool(textIn(params, "name"), tools),
  "resources/list": (_params, tools) => [...ofKind("workspace", tools), ...ofKind("template", tools)],
  "resources/read": (params, tools) => ofUri(textIn(params, "uri"), tools),
  "resources/subscribe": (params, tools) => ofUri(textIn(params, "uri"), tools),
  "subscriptions/listen": (params, tools) => listenFilter(params).uris.flatMap((uri) => ofUri(uri, tools)),
  "prompts/get": (params, tools) => promptIn(tools, textIn(params, "name"))?.scopes ?? [],
  "completion/complete": (params, tools) => {
    const [ref, argument] = [fieldOf(params, "ref"), textIn(fieldOf(params, "argument"), "name")];
    const ofPrompt = promptIn(tools, textIn(ref, "name"))?.arguments.find(
      ({ name }) => name === argument,
    )?.completes;
    const completed = ofPrompt ?? completedIn({ tools }, textIn(ref, "uri"), argument);
    return completed === undefined ? [] : COMPLETING[completed];
  },
  "tasks/get": ofTask,
  "tasks/update": ofTask,
  "tasks/cancel": ofTask,
};

/** The scopes without which the API would refuse what a request of the protocol asks for, with these tools. */
export const neededScopes = (method: string, params: unknown, tools: readonly Tool[]): readonly string[] =>
  Object.hasOwn(NEEDED, method) ? [...new Set(NEEDED[method]?.(params, tools))] : [];
