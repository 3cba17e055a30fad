import type { ContentBlock, GetPromptResult, Prompt } from "@modelcontextprotocol/server";
import { didYouMean } from "../../lib/nearest-name.ts";
import type { ToolContext } from "../../tools/context.ts";
import { invalidField, type AppError } from "../../wire/errors.ts";
import type { Toolbox } from "../toolbox.ts";
import { promptsFor } from "./index.ts";
import type { PromptDefinition, PromptText } from "./prompt.ts";

const MAX_CHARACTERS = 1000;

export interface PromptRequest {
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
  /** Whether the client's revision knows links to resources (2025-06-18 and later). */
  readonly links: boolean;
}

/** A prompt as `prompts/list` shows it. */
export const promptListing = ({ name, title, description, ...prompt }: PromptDefinition): Prompt => ({
  name,
  title,
  description,
  arguments: prompt.arguments.map(({ completes: _kind, ...argument }) => argument),
});

/** The messages of a prompt; throws AppError "invalid" that names the prompt or argument at fault. */
export async function getPrompt(
  context: ToolContext,
  toolbox: Toolbox,
  { name, args, links }: PromptRequest,
): Promise<GetPromptResult> {
  const prompts = promptsFor(toolbox);
  const prompt = prompts.find((one) => one.name === name);
  if (prompt === undefined) throw unknownPrompt(name, prompts);
  checkArguments(prompt, args);
  const written = await prompt.write(args, context);
  const messages = contentOf(written, links).map((content) => ({ role: "user" as const, content }));
  return { description: prompt.description, messages };
}

function unknownPrompt(wanted: string, prompts: readonly PromptDefinition[]): AppError {
  const names = prompts.map(({ name }) => name);
  const accepted = names.length === 0 ? "this connection has none" : `accepted are ${names.join(", ")}`;
  return invalidField("name", `"${wanted}" is not a prompt; ${accepted}.${didYouMean(wanted, names)}`);
}

function checkArguments(prompt: PromptDefinition, args: PromptRequest["args"]): void {
  const names = prompt.arguments.map(({ name }) => name);
  for (const [name, value] of Object.entries(args)) {
    if (!names.includes(name))
      throw invalidField(name, `is not an argument; accepted are ${names.join(", ")}`);
    if (value.length > MAX_CHARACTERS)
      throw invalidField(name, `must be at most ${MAX_CHARACTERS} characters`);
  }
  for (const { name, required } of prompt.arguments)
    if (required && (args[name] ?? "").trim() === "") throw invalidField(name, "is required");
}

function contentOf({ text, link }: PromptText, links: boolean): readonly ContentBlock[] {
  const words = { type: "text" as const, text };
  return link === undefined || !links ? [words] : [words, { type: "resource_link", ...link }];
}
