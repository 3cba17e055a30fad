import type { ServerContext } from "@modelcontextprotocol/server";
import { handling, type Feature, type ProtocolServer } from "./feature.ts";

/** The first revision with links to resources in messages. */
const LINKS_SINCE = "2025-06-18";

/** Prompts: tasks for a person to pick. */
export const promptsFeature: Feature = {
  capabilities: () => ({ prompts: {} }),

  register: (server, { calls, toolbox }) => {
    server.setRequestHandler("prompts/list", async ({ params }) => {
      const [{ paginate, promptsFor, promptListing }, box] = await Promise.all([prompts(), toolbox()]);
      const { items, ...more } = paginate("prompts", promptsFor(box), params?.cursor);
      return { prompts: items.map(promptListing), ...more };
    });
    server.setRequestHandler("prompts/get", async ({ params }, request: ServerContext) => {
      const [{ answerRequest, getPrompt }, box] = await Promise.all([prompts(), toolbox()]);
      const wanted = { name: params.name, args: params.arguments ?? {}, links: knowsLinks(server) };
      const work = { name: "prompts/get", request } as const;
      return answerRequest(calls, { ...work, run: (context) => getPrompt(context, box, wanted) });
    });
  },
};

const knowsLinks = (server: ProtocolServer): boolean =>
  (server.getNegotiatedProtocolVersion() ?? "") >= LINKS_SINCE;

/** Loaded with the first request, so that they do not delay the handshake. */
const prompts = async () => ({
  ...(await handling()),
  ...(await import("../prompts/get-prompt.ts")),
  ...(await import("../prompts/index.ts")),
});
