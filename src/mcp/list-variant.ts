import type { Tool } from "../tools/tool.ts";

const HEADERS = ["mcp-protocol-version", "mcp-method", "mcp-name", "accept"];

/** All that the answer to a list depends on but its parameters: the caller's tools, and what the modern era checks. */
export const listVariant = (header: (name: string) => string | null | undefined, selection: string): string =>
  [selection, ...HEADERS.map((name) => header(name) ?? "")].join("\n");

/** Names a selection of the tools. */
export const selectionName = (tools: readonly Tool[]): string => tools.map(({ name }) => name).join(" ");
