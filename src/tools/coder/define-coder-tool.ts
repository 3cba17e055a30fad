import type { z } from "zod";
import { AppError } from "../../wire/errors.ts";
import type { ToolContext } from "../context.ts";
import { describeError } from "../tool-error.ts";
import { ToolFailure } from "../tool-failure.ts";
import { CHANGES, DESTROYS, defineTool, type Tool, type ToolAnnotations, type ToolResult } from "../tool.ts";

/** The effects of coder-mcp 1.1 beside READS; no key makes a repetition harmless. */
export const MUTATES: ToolAnnotations = { ...CHANGES, idempotentHint: false };
export const DESTROYS_MORE: ToolAnnotations = { ...DESTROYS, idempotentHint: false };

interface CoderToolDefinition<Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly scopes: readonly string[];
  readonly input: z.ZodObject<Shape, z.core.$strict>;
  readonly run: (
    context: ToolContext,
    args: z.output<z.ZodObject<Shape, z.core.$strict>>,
  ) => Promise<ToolResult>;
}

/** A tool by the name and the arguments that Coder's own server has; its errors advise tools of the same toolset. */
export function defineCoderTool<Shape extends z.ZodRawShape>(definition: CoderToolDefinition<Shape>): Tool {
  const tool = defineTool({ ...definition, toolsets: ["coder"] });
  const call: Tool["call"] = async (context, args) => {
    try {
      return await tool.call(context, args);
    } catch (error) {
      throw error instanceof AppError ? withOwnAdvice(error) : error;
    }
  };
  return { ...tool, call };
}

/** What the shared parts of the tools advise, in this toolset's names. */
const NAMES: Readonly<Record<string, string>> = {
  list_workspaces: "coder_list_workspaces",
  get_workspace_status: "coder_workspace_readiness",
  start_workspace: "coder_create_workspace_build",
  list_templates: "coder_list_templates",
  get_template_info: "coder_get_template",
  execute_command: "coder_workspace_execute",
  get_command_output: "coder_workspace_process_output",
  list_processes: "coder_workspace_process_list",
  list_directory: "coder_workspace_ls",
  read_file: "coder_workspace_read_file",
};

function withOwnAdvice(error: AppError): AppError {
  const { next_tool: next, retryable } = describeError(error).error;
  const nextTool = next === null ? undefined : NAMES[next];
  if (nextTool === undefined) return error;
  const { code, message, detail, validations, retryAfter, status, requiredScope } = error;
  const facts = { detail, validations, retryAfter, status, requiredScope, cause: error };
  return new ToolFailure(code, message, { ...facts, nextTool, retryable });
}
