import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { didYouMean } from "../lib/nearest-name.ts";
import type { Tool } from "../tools/tool.ts";

/** The tool of that name; throws a ProtocolError (-32602) that lists the names there are. */
export function findTool(tools: readonly Tool[], wanted: string): Tool {
  const tool = tools.find(({ name }) => name === wanted);
  if (tool !== undefined) return tool;
  const names = tools.map(({ name }) => name);
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `there is no tool "${wanted}".${didYouMean(wanted, names)} Available: ${names.join(", ")}`,
  );
}
