import type { CompleteRequestParams, CompleteResult } from "@modelcontextprotocol/server";
import { invalidField } from "../../wire/errors.ts";
import { promptsFor } from "../prompts/index.ts";
import { templatesFor } from "../resources/resource-templates.ts";
import type { Toolbox } from "../toolbox.ts";
import { templateNames, workspaceNames, type NameSource } from "./names.ts";

const MAX_VALUES = 100;

/** What can stand for an argument of a prompt or a resource; throws AppError "invalid" for a reference to neither. */
export async function complete(
  source: NameSource,
  toolbox: Toolbox,
  params: CompleteRequestParams,
): Promise<CompleteResult> {
  const { name, value } = params.argument;
  const owner = params.context?.arguments?.["owner"];
  const names =
    params.ref.type === "ref/prompt"
      ? await ofPrompt(source, toolbox, { prompt: params.ref.name, argument: name })
      : await ofResource(source, toolbox, { uri: params.ref.uri, argument: name, owner });
  const typed = value.toLowerCase();
  const found = names.filter((one) => one.toLowerCase().startsWith(typed)).toSorted();
  return {
    completion: {
      values: found.slice(0, MAX_VALUES),
      total: found.length,
      hasMore: found.length > MAX_VALUES,
    },
  };
}

interface PromptArgumentRef {
  readonly prompt: string;
  readonly argument: string;
}

async function ofPrompt(
  source: NameSource,
  toolbox: Toolbox,
  { prompt: wanted, argument }: PromptArgumentRef,
): Promise<readonly string[]> {
  const prompt = promptsFor(toolbox).find(({ name }) => name === wanted);
  if (prompt === undefined) throw invalidField("ref.name", `"${wanted}" is not a prompt`);
  const kind = prompt.arguments.find(({ name }) => name === argument)?.completes;
  if (kind === "template") return templateNames(source);
  return kind === "workspace" ? workspaceReferences(source) : [];
}

/** The caller's own workspaces by name, those of others by owner and name. */
async function workspaceReferences(source: NameSource): Promise<readonly string[]> {
  const { context } = source;
  const me = (await context.cache.me(context.signal)).username;
  const [mine, all] = await Promise.all([workspaceNames(source, "me"), workspaceNames(source, "*")]);
  const others = all.filter(({ owner }) => owner !== me);
  return [...mine.map(({ name }) => name), ...others.map(({ owner, name }) => `${owner}/${name}`)];
}

interface ResourceArgumentRef {
  readonly uri: string;
  readonly argument: string;
  /** The owner that was filled in before. */
  readonly owner: string | undefined;
}

async function ofResource(
  source: NameSource,
  toolbox: Toolbox,
  { uri, argument, owner }: ResourceArgumentRef,
): Promise<readonly string[]> {
  const template = templatesFor(toolbox).find(({ uriTemplate }) => uriTemplate === uri);
  if (template === undefined) throw invalidField("ref.uri", `"${uri}" is not a resource template`);
  if (template.name === "template") return argument === "name" ? templateNames(source) : [];
  if (argument === "owner") return owners(source);
  return argument === "name" ? workspacesOf(source, owner ?? "*") : [];
}

/** The caller first of all: they may own nothing among the first workspaces of many. */
async function owners(source: NameSource): Promise<readonly string[]> {
  const all = await Promise.all([workspaceNames(source, "me"), workspaceNames(source, "*")]);
  return [...new Set(all.flat().map(({ owner }) => owner))];
}

async function workspacesOf(source: NameSource, owner: string): Promise<readonly string[]> {
  const found = await workspaceNames(source, owner);
  return [...new Set(found.map(({ name }) => name))];
}
