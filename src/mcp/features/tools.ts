import { ProtocolError, ProtocolErrorCode, type ServerContext } from "@modelcontextprotocol/server";
import { didYouMean } from "../../tools/nearest-name.ts";
import type { Tool } from "../../tools/tool.ts";
import { callTool } from "../call-tool.ts";
import { clientAbilities } from "../client-abilities.ts";
import { paginate } from "../paginate.ts";
import type { Feature } from "./feature.ts";

/** Tools. The low-level handlers keep argument errors, unknown tools and the precomputed list in our hands. */
export const toolsFeature: Feature = {
  capabilities: () => ({ tools: {} }),

  register: (server, { calls, toolbox, states }) => {
    server.setRequestHandler("tools/list", async ({ params }) => {
      const { items, ...more } = paginate("tools", (await toolbox()).listings, params?.cursor);
      return { tools: [...items], ...more };
    });
    server.setRequestHandler("tools/call", async ({ params }, context: ServerContext) => {
      const tool = find((await toolbox()).tools, params.name);
      const { forms: canAsk, tasks: follows } = clientAbilities(server, context);
      return callTool(calls, { tool, args: params.arguments, context, states, canAsk, follows });
    });
  },
};

function find(tools: readonly Tool[], wanted: string): Tool {
  const tool = tools.find(({ name }) => name === wanted);
  if (tool !== undefined) return tool;
  const names = tools.map(({ name }) => name);
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `there is no tool "${wanted}".${didYouMean(wanted, names)} Available: ${names.join(", ")}`,
  );
}
