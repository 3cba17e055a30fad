import type { ServerContext } from "@modelcontextprotocol/server";
import { handling, type Feature } from "./feature.ts";

/** Tools. The low-level handlers keep argument errors, unknown tools and the precomputed list in our hands. */
export const toolsFeature: Feature = {
  capabilities: () => ({ tools: {} }),

  register: (server, { calls, toolbox, states }) => {
    server.setRequestHandler("tools/list", async ({ params }) => {
      const { paginate } = await handling();
      const { items, ...more } = paginate("tools", (await toolbox()).listings, params?.cursor);
      return { tools: [...items], ...more };
    });
    server.setRequestHandler("tools/call", async ({ params }, context: ServerContext) => {
      const { callTool, clientAbilities, findTool } = await handling();
      const tool = findTool((await toolbox()).tools, params.name);
      const { forms: canAsk, tasks: follows } = clientAbilities(server, context);
      return callTool(calls, { tool, args: params.arguments, context, states, canAsk, follows });
    });
  },
};
