import type { ServerContext } from "@modelcontextprotocol/server";
import { handling, type Feature } from "./feature.ts";

/** Completions for the arguments of prompts and of resource templates. */
export const completionsFeature: Feature = {
  capabilities: () => ({ completions: {} }),

  register: (server, { calls, toolbox, names: memory }) => {
    server.setRequestHandler("completion/complete", async ({ params }, request: ServerContext) => {
      const [{ answerRequest }, { complete }, box] = await Promise.all([handling(), completer(), toolbox()]);
      const { caller } = calls;
      const work = { name: "completion/complete", request } as const;
      return answerRequest(calls, {
        ...work,
        run: (context) => complete({ context, memory, caller }, box, params),
      });
    });
  },
};

/** Loaded with the first request, so that it does not delay the handshake. */
const completer = () => import("../completions/complete.ts");
