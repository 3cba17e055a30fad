import { toolsIn } from "../tools/index.ts";
import { toolListing } from "../tools/tool-listing.ts";
import type { Tool } from "../tools/tool.ts";
import type { Toolbox } from "./server-factory.ts";

export { createSession } from "./session.ts";

export const toolboxOf = (tools: readonly Tool[]): Toolbox => ({ tools, listings: tools.map(toolListing) });

export const toolboxIn = (toolsets: readonly string[]): Toolbox => toolboxOf(toolsIn(toolsets));
