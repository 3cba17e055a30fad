import { toolListing, type ToolListing } from "../tools/tool-listing.ts";
import type { Tool } from "../tools/tool.ts";

export { createSession } from "./session.ts";

/** The tools to serve, and how each is listed. */
export interface Toolbox {
  readonly tools: readonly Tool[];
  readonly listings: readonly ToolListing[];
}

export const toolboxOf = (tools: readonly Tool[]): Toolbox => ({ tools, listings: tools.map(toolListing) });
