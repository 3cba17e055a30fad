import type { z } from "zod";
import type { ToolContext } from "./context.ts";
import type { Ongoing } from "./ongoing.ts";
import { parseArguments } from "./parse-arguments.ts";
import type { Toolset } from "./toolsets.ts";

/** MCP's four hints; all are always sent, because absent ones mean the worst. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export interface ToolImage {
  readonly mimeType: string;
  /** Base64. */
  readonly data: string;
}

/** Compact text for the model, and the same in full for programs. */
export interface ToolResult {
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
  readonly images?: readonly ToolImage[];
  /** What is to be said beside the text, where that must stay pure JSON. */
  readonly note?: string | undefined;
  /** What the tool began and did not wait for. */
  readonly ongoing?: Ongoing;
}

interface ToolFacts {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly toolsets: readonly Toolset[];
  /** What a token must cover for the tool to work (coder-api 7.5); a remote client is asked for what is missing. */
  readonly scopes: readonly string[];
}

/** One MCP tool. `call` checks the arguments first; every failure a caller can act on is an AppError. */
export interface Tool extends ToolFacts {
  readonly input: z.ZodObject;
  readonly call: (context: ToolContext, args: unknown) => Promise<ToolResult>;
}

interface ToolDefinition<Shape extends z.ZodRawShape> extends ToolFacts {
  readonly input: z.ZodObject<Shape, z.core.$strict>;
  readonly run: (
    context: ToolContext,
    args: z.output<z.ZodObject<Shape, z.core.$strict>>,
  ) => Promise<ToolResult>;
}

export function defineTool<Shape extends z.ZodRawShape>(definition: ToolDefinition<Shape>): Tool {
  const { run, ...facts } = definition;
  return { ...facts, call: async (context, args) => run(context, parseArguments(definition.input, args)) };
}

/** The three kinds of effect that tools have (coder-mcp 1.1). */
export const READS: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
export const CHANGES: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
export const DESTROYS: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: false,
};
