import type { Tool } from "../../src/tools/tool.ts";
import { code, markdownTable } from "./markdown-table.ts";

/** Every tool in one line. */
export function toolTable(tools: readonly Tool[]): string {
  return markdownTable(
    ["tool", "what it does"],
    tools.map(({ name, description }) => [code(name), description]),
  );
}
