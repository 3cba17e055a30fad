import type { ToolContext } from "../../tools/context.ts";

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** What the argument names, if that can be completed. */
  readonly completes?: "workspace" | "template";
}

export interface PromptLink {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
}

export interface PromptText {
  readonly text: string;
  /** A resource that belongs to the text. */
  readonly link?: PromptLink;
}

/** A task that a person picks in their client; its text names the tools that do it. */
export interface PromptDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** Tools without which the text would ask for what a connection cannot do. */
  readonly needs: readonly string[];
  /** What writing the text reads; absent when it reads nothing. */
  readonly scopes?: readonly string[];
  /** Absent arguments are empty. Throws AppError, for example for a workspace that is not there. */
  readonly write: (
    args: Readonly<Record<string, string>>,
    context: ToolContext,
  ) => PromptText | Promise<PromptText>;
}

/** An argument within a text, so that nobody mistakes where it ends. */
export const quoted = (argument = ""): string => JSON.stringify(argument);
