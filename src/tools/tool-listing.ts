import { z } from "zod";
import type { Tool, ToolAnnotations } from "./tool.ts";

/** A tool as `tools/list` shows it; every byte costs its readers tokens, so there is no output schema. */
export interface ToolListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: { readonly type: "object"; readonly [key: string]: unknown };
  readonly annotations: ToolAnnotations;
}

export function toolListing(tool: Tool): ToolListing {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(tool.input, { io: "input", override: dropNoise });
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: { ...schema, type: "object" },
    annotations: tool.annotations,
  };
}

const PLAIN_MAXIMUM = 1000;

/**
 * Drops bounds that no sensible call meets (they are checked all the same), patterns, which descriptions show by an
 * example, the default of what is simply off, and the key type of string maps.
 */
function dropNoise({ jsonSchema: schema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER || schema.minimum === 0 || schema.minimum === 1)
    delete schema.minimum;
  if (schema.default === false || schema.default === "") delete schema.default;
  if (Array.isArray(schema.default) && schema.default.length === 0) delete schema.default;
  if ((schema.maximum ?? 0) > PLAIN_MAXIMUM) delete schema.maximum;
  delete schema.pattern;
  delete schema.minLength;
  delete schema.maxLength;
  delete schema.propertyNames;
}
