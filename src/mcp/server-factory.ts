import { McpServer, type McpServerFactory, type ServerCapabilities } from "@modelcontextprotocol/server";
import type { Selection } from "../tools/select-tools.ts";
import { createCallStates, type StateKeys } from "./call-state.ts";
import type { CallOptions } from "./call-tool.ts";
import { createNameMemory } from "./completions/name-memory.ts";
import { CACHE_HINTS } from "./cache-hints.ts";
import type { FeatureDeps, ProtocolServer } from "./features/feature.ts";
import type { McpExtension } from "./mcp-extension.ts";
import { FEATURES } from "./features/index.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import type { Subscriptions } from "./subscriptions/subscriptions.ts";
import type { Toolbox } from "./toolbox.ts";

export interface ServerFactoryOptions {
  readonly version: string;
  /** The same in every process that may serve another round of a call that asks a person. */
  readonly stateKeys: StateKeys;
  /** Asked for at the first use, so that loading the tools does not delay the handshake. */
  readonly toolbox: () => Promise<Toolbox>;
  /** What keeps a legacy connection's subscriptions; absent where nothing could tell it of news. */
  readonly subscriptions?: Subscriptions | undefined;
  /** Told of each server that is made. */
  readonly onServer?: ((server: ProtocolServer) => void) | undefined;
  /** What calls run with, chosen by who asks: HTTP serves many users, stdio one. */
  readonly callOptions: (context: Parameters<McpServerFactory>[0]) => CallOptions;
  /** What the model is told first; by default what the usual tools are for. */
  readonly instructions?: string | undefined;
  readonly extend?: McpExtension | undefined;
}

/** Makes a server for a connection or an HTTP request, in either protocol era. */
export function createServerFactory(options: ServerFactoryOptions): McpServerFactory {
  const names = createNameMemory();
  const states = createCallStates(options.stateKeys);
  return (context) => {
    const calls = options.callOptions(context);
    const toolbox = async () => narrowed(await options.toolbox(), calls.selects);
    const deps: FeatureDeps = {
      era: context.era,
      calls,
      toolbox,
      names,
      states,
      taskSources: options.extend?.taskSources,
      subscriptions: options.subscriptions,
    };
    const mcp = new McpServer(serverInfo(options.version), {
      instructions: options.instructions ?? INSTRUCTIONS,
      capabilities: capabilitiesOf(deps),
      cacheHints: CACHE_HINTS,
      requestState: { verify: states.verify },
    });
    options.onServer?.(mcp.server);
    for (const feature of FEATURES) feature.register(mcp.server, deps);
    options.extend?.mount?.(mcp, deps);
    return mcp;
  };
}

/** How servers name themselves. */
export const serverInfo = (version: string) => ({ name: "coder", title: "Coder", version });

const capabilitiesOf = (deps: FeatureDeps): ServerCapabilities =>
  Object.assign({}, ...FEATURES.map((feature) => feature.capabilities(deps)));

/** What a selection leaves of the tools. */
export function narrowed(all: Toolbox, selects: Selection | undefined): Toolbox {
  if (selects === undefined) return all;
  const tools = all.tools.filter((tool) => selects(tool));
  const names = new Set(tools.map(({ name }) => name));
  return { tools, listings: all.listings.filter(({ name }) => names.has(name)) };
}
