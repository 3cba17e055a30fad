import { z } from "zod";
import type { Tool, ToolAnnotations } from "../../src/tools/tool.ts";
import { CODER_TOOL_NOTES } from "./coder-tool-notes.ts";
import { code, markdownTable } from "./markdown-table.ts";

/** The tools of the toolset `coder`: what they take, and what differs from Coder's. */
export function coderToolTable(tools: readonly Tool[]): string {
  return markdownTable(
    ["tool", "arguments", "effect", "what differs from Coder's"],
    tools.map((tool) => [
      code(tool.name),
      argumentList(tool),
      effectOf(tool.annotations),
      CODER_TOOL_NOTES[tool.name] ?? "",
    ]),
  );
}

const Schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function argumentList({ input }: Tool): string {
  const { properties, required } = Schema.parse(z.toJSONSchema(input, { io: "input" }));
  const names = Object.keys(properties).map((name) => code(required.includes(name) ? name : `${name}?`));
  return names.length === 0 ? "-" : names.join(" ");
}

function effectOf({ readOnlyHint, destructiveHint }: ToolAnnotations): string {
  if (readOnlyHint) return "reads";
  return destructiveHint ? "may destroy" : "changes";
}
