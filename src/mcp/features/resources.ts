import type { ServerContext } from "@modelcontextprotocol/server";
import { answerRequest } from "../answer-request.ts";
import { paginate } from "../paginate.ts";
import type { Feature } from "./feature.ts";

/** Workspaces, their logs, outputs and files, and templates as resources. */
export const resourcesFeature: Feature = {
  capabilities: () => ({ resources: {} }),

  register: (server, { calls, toolbox }) => {
    server.setRequestHandler("resources/list", async ({ params }, request: ServerContext) => {
      const [{ listResources }, box] = await Promise.all([lists(), toolbox()]);
      const name = "resources/list";
      const run = { name, request } as const;
      return answerRequest(calls, { ...run, run: (context) => listResources(context, box, params?.cursor) });
    });
    server.setRequestHandler("resources/templates/list", async ({ params }) => {
      const [{ templatesFor }, box] = await Promise.all([templates(), toolbox()]);
      const { items, ...more } = paginate("resource-templates", templatesFor(box), params?.cursor);
      return { resourceTemplates: [...items], ...more };
    });
    server.setRequestHandler("resources/read", async ({ params: { uri } }, request: ServerContext) => {
      const [{ readResource }, box] = await Promise.all([reads(), toolbox()]);
      const work = { name: "resources/read", request, uri } as const;
      return answerRequest(calls, { ...work, run: (context) => readResource(context, box, uri) });
    });
  },
};

/** Loaded with the first request, so that they do not delay the handshake. */
const lists = () => import("../resources/list-resources.ts");
const templates = () => import("../resources/resource-templates.ts");
const reads = () => import("../resources/read-resource.ts");
