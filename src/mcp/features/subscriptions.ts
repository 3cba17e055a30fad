import type { ServerCapabilities, ServerContext } from "@modelcontextprotocol/server";
import { handling, type Feature, type FeatureDeps } from "./feature.ts";

/**
 * News of resources. Modern clients listen with a request that the SDK serves; legacy ones subscribe, where something
 * keeps their subscriptions.
 */
export const subscriptionsFeature: Feature = {
  capabilities: (deps) => ({ resources: newsOf(deps) }),

  register: (server, deps) => {
    const { era, calls, toolbox, subscriptions } = deps;
    if (era === "modern" || subscriptions === undefined) return;
    server.setRequestHandler("resources/subscribe", async ({ params: { uri } }, request: ServerContext) => {
      const [{ answerRequest }, { checkSubscribable }, box] = await Promise.all([
        handling(),
        checks(),
        toolbox(),
      ]);
      const work = { name: "resources/subscribe", request, uri } as const;
      await answerRequest(calls, {
        ...work,
        run: async (context) => {
          await checkSubscribable(context, box, uri);
          await subscriptions.add(uri);
        },
      });
      return {};
    });
    server.setRequestHandler("resources/unsubscribe", async ({ params: { uri } }) => {
      await subscriptions.remove(uri);
      return {};
    });
  },
};

function newsOf({ era, subscriptions }: FeatureDeps): NonNullable<ServerCapabilities["resources"]> {
  if (era === "modern") return { subscribe: true, listChanged: true };
  if (subscriptions === undefined) return {};
  return { subscribe: true, listChanged: subscriptions.addList !== undefined };
}

/** Loaded with the first request, so that it does not delay the handshake. */
const checks = () => import("../subscriptions/check-subscribable.ts");
