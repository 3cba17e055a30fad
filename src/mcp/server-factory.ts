import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type McpServerFactory,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { didYouMean } from "../tools/nearest-name.ts";
import type { ToolListing } from "../tools/tool-listing.ts";
import type { Tool } from "../tools/tool.ts";
import { callTool, type CallOptions } from "./call-tool.ts";
import type { ExtendMcp } from "./extend-mcp.ts";
import { INSTRUCTIONS } from "./instructions.ts";

const LIST_TTL_MS = 300_000;

/** The tools to serve, and how each is listed. */
export interface Toolbox {
  readonly tools: readonly Tool[];
  readonly listings: readonly ToolListing[];
}

export interface ServerFactoryOptions {
  readonly version: string;
  /** Asked for at the first use, so that loading the tools does not delay the handshake. */
  readonly toolbox: () => Promise<Toolbox>;
  /** What calls run with, chosen by who asks: HTTP serves many users, stdio one. */
  readonly callOptions: (context: Parameters<McpServerFactory>[0]) => CallOptions;
  readonly extend?: ExtendMcp | undefined;
}

/** Makes a server for a connection or an HTTP request, in either protocol era. */
export function createServerFactory({
  version,
  toolbox,
  callOptions,
  extend,
}: ServerFactoryOptions): McpServerFactory {
  return (context) => {
    const mcp = new McpServer(
      { name: "coder", title: "Coder", version },
      {
        instructions: INSTRUCTIONS,
        capabilities: { tools: {} },
        cacheHints: { "tools/list": { ttlMs: LIST_TTL_MS, cacheScope: "private" } },
      },
    );
    const calls = callOptions(context);
    // The low-level handlers keep argument errors, unknown tools and the precomputed list in our hands.
    mcp.server.setRequestHandler("tools/list", async () => ({
      tools: [...narrowed(await toolbox(), calls).listings],
    }));
    mcp.server.setRequestHandler("tools/call", async ({ params }, request: ServerContext) => {
      const tool = find(narrowed(await toolbox(), calls).tools, params.name);
      return callTool(calls, { tool, args: params.arguments, context: request });
    });
    extend?.(mcp);
    return mcp;
  };
}

function narrowed(all: Toolbox, { selects }: CallOptions): Toolbox {
  if (selects === undefined) return all;
  const tools = all.tools.filter((tool) => selects(tool));
  const names = new Set(tools.map(({ name }) => name));
  return { tools, listings: all.listings.filter(({ name }) => names.has(name)) };
}

function find(tools: readonly Tool[], wanted: string): Tool {
  const tool = tools.find(({ name }) => name === wanted);
  if (tool !== undefined) return tool;
  const names = tools.map(({ name }) => name);
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `there is no tool "${wanted}".${didYouMean(wanted, names)} Available: ${names.join(", ")}`,
  );
}
