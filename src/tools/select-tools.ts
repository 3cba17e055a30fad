import { didYouMean } from "../lib/nearest-name.ts";
import { invalidField } from "../wire/errors.ts";
import { TOOLS } from "./index.ts";
import type { Tool } from "./tool.ts";
import { checkToolsets } from "./toolsets.ts";

/** Which tools a connection has; what it leaves out does not exist for it. */
export type Selection = (tool: Tool) => boolean;

/** How a connection asks for fewer tools, each a query parameter of the endpoint. */
export interface SelectionQuery {
  /** Names of toolsets, joined by commas; absent means `default`. */
  readonly toolset?: string | undefined;
  /** Names of tools, joined by commas; absent means all of the toolsets. */
  readonly tools?: string | undefined;
  /** `1` or `true` leaves only tools that change nothing. */
  readonly readonly?: string | undefined;
}

/** Reads a selection; AppError invalid names the parameter and what it accepts. */
export function parseSelection(query: SelectionQuery): Selection {
  const toolsets = wordsOf(query.toolset ?? "default");
  checkToolsets(toolsets);
  const names = query.tools === undefined ? undefined : wordsOf(query.tools);
  for (const name of names ?? []) checkTool(name);
  const readOnly = flagOf(query.readonly);
  return (tool) =>
    tool.toolsets.some((toolset) => toolsets.includes(toolset)) &&
    (names === undefined || names.includes(tool.name)) &&
    (!readOnly || tool.annotations.readOnlyHint);
}

const wordsOf = (text: string): readonly string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

function checkTool(name: string): void {
  const known = TOOLS.map((tool) => tool.name);
  if (!known.includes(name))
    throw invalidField("tools", `there is no tool "${name}".${didYouMean(name, known)}`);
}

function flagOf(text = "0"): boolean {
  if (!["0", "1", "false", "true"].includes(text)) throw invalidField("readonly", "must be 1 or 0");
  return text === "1" || text === "true";
}
