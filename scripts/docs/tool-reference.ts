import type { Tool, ToolAnnotations } from "../../src/tools/tool.ts";
import { toolListing } from "../../src/tools/tool-listing.ts";
import { z } from "zod";
import { code, markdownTable } from "./markdown-table.ts";
import { ARGUMENT_NOTES, TOOL_NOTES } from "./tool-notes.ts";

/** A section for each tool: what it takes, what it answers, and how it fails. */
export function toolReference(tools: readonly Tool[]): string {
  return tools.map(section).join("\n\n");
}

function section(tool: Tool): string {
  const { description } = toolListing(tool);
  const notes = TOOL_NOTES[tool.name];
  if (notes === undefined) throw new Error(`scripts/docs/tool-notes.ts says nothing about ${tool.name}`);
  return [
    `## ${tool.name}`,
    description,
    `Toolsets: ${tool.toolsets.map(code).join(", ")}. Effect: ${effectOf(tool.annotations)}.`,
    argumentTable(tool),
    `**Result.** ${notes.result}`,
    `**Errors.** ${notes.errors}`,
  ].join("\n\n");
}

function effectOf(annotations: ToolAnnotations): string {
  if (annotations.readOnlyHint) return "reads only";
  const kind = annotations.destructiveHint ? "changes, and may destroy" : "changes";
  return `${kind}; ${annotations.idempotentHint ? "repeating a call is harmless" : "a repeated call acts again unless it has the same `idempotency_key`"}`;
}

const Property = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
});
type Property = z.infer<typeof Property>;
const Schema = z.looseObject({
  properties: z.record(z.string(), Property).default({}),
  required: z.array(z.string()).default([]),
});

/** From the whole schema: the one in `tools/list` leaves out bounds that no sensible call meets. */
function argumentTable({ input }: Tool): string {
  const { properties, required } = Schema.parse(z.toJSONSchema(input, { io: "input" }));
  return markdownTable(
    ["argument", "type", "default", "meaning"],
    Object.entries(properties).map(([name, property]) => [
      code(name),
      typeOf(property),
      required.includes(name) ? "required" : defaultOf(property),
      property.description ?? ARGUMENT_NOTES[name] ?? "",
    ]),
  );
}

function typeOf(property: Property): string {
  if (property.enum !== undefined) return property.enum.map(code).join(" or ");
  const name = property.type === "object" ? "map of texts" : (property.type ?? "any");
  return `${name}${boundsOf(property)}`;
}

function boundsOf({ minimum, maximum, maxLength }: Property): string {
  const low = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (maxLength !== undefined) return `, up to ${maxLength} characters`;
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}`;
  if (low !== undefined) return `, from ${low}`;
  return high === undefined ? "" : `, up to ${high}`;
}

const defaultOf = ({ default: value }: Property): string =>
  value === undefined ? "-" : code(JSON.stringify(value));
