import type { ServerContext } from "@modelcontextprotocol/server";
import { handling, type Feature } from "./feature.ts";

/** Workspaces, their logs, outputs and files, and templates as resources. */
export const resourcesFeature: Feature = {
  capabilities: () => ({ resources: {} }),

  register: (server, { era, calls, toolbox, subscriptions }) => {
    server.setRequestHandler("resources/list", async ({ params }, request: ServerContext) => {
      const [{ answerRequest }, { listResources }, box] = await Promise.all([handling(), lists(), toolbox()]);
      if (era === "legacy") await subscriptions?.addList?.();
      const name = "resources/list";
      const run = { name, request } as const;
      return answerRequest(calls, { ...run, run: (context) => listResources(context, box, params?.cursor) });
    });
    server.setRequestHandler("resources/templates/list", async ({ params }) => {
      const [{ paginate }, { templatesFor }, box] = await Promise.all([handling(), templates(), toolbox()]);
      const { items, ...more } = paginate("resource-templates", templatesFor(box), params?.cursor);
      return { resourceTemplates: [...items], ...more };
    });
    server.setRequestHandler("resources/read", async ({ params: { uri } }, request: ServerContext) => {
      const [{ answerRequest }, { readResource }, box] = await Promise.all([handling(), reads(), toolbox()]);
      const work = { name: "resources/read", request, uri } as const;
      return answerRequest(calls, { ...work, run: (context) => readResource(context, box, uri) });
    });
  },
};

/** Loaded with the first request, so that they do not delay the handshake. */
const lists = () => import("../resources/list-resources.ts");
const templates = () => import("../resources/resource-templates.ts");
const reads = () => import("../resources/read-resource.ts");
