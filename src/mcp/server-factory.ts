import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type McpServerFactory,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { didYouMean } from "../tools/nearest-name.ts";
import { toolListing, type ToolListing } from "../tools/tool-listing.ts";
import type { Tool } from "../tools/tool.ts";
import { callTool, type CallOptions } from "./call-tool.ts";
import { INSTRUCTIONS } from "./instructions.ts";

const LIST_TTL_MS = 300_000;

export interface ServerFactoryOptions {
  readonly version: string;
  readonly tools: readonly Tool[];
  /** What calls run with, chosen by who asks: HTTP serves many users, stdio one. */
  readonly callOptions: (context: Parameters<McpServerFactory>[0]) => CallOptions;
}

/** Makes a server for a connection or an HTTP request, in either protocol era; the tool list is computed once. */
export function createServerFactory(options: ServerFactoryOptions): McpServerFactory {
  const byName = new Map(options.tools.map((tool) => [tool.name, tool]));
  let listings: ToolListing[] | undefined;
  return (context) => {
    const mcp = new McpServer(
      { name: "coder", title: "Coder", version: options.version },
      {
        instructions: INSTRUCTIONS,
        capabilities: { tools: {} },
        cacheHints: { "tools/list": { ttlMs: LIST_TTL_MS, cacheScope: "private" } },
      },
    );
    const calls = options.callOptions(context);
    // The low-level handlers keep argument errors, unknown tools and the precomputed list in our hands.
    mcp.server.setRequestHandler("tools/list", () => ({
      tools: (listings ??= options.tools.map(toolListing)),
    }));
    mcp.server.setRequestHandler("tools/call", ({ params }, request: ServerContext) =>
      callTool(calls, { tool: find(byName, params.name), args: params.arguments, context: request }),
    );
    return mcp;
  };
}

function find(byName: ReadonlyMap<string, Tool>, name: string): Tool {
  const tool = byName.get(name);
  if (tool !== undefined) return tool;
  const names = [...byName.keys()];
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `there is no tool "${name}".${didYouMean(name, names)} Available: ${names.join(", ")}`,
  );
}
