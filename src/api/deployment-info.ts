import { Hono } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { reply } from "./reply.ts";

/** What the deployment offers its users (coder-api 1.5). */
export const deploymentInfoRoutes = (deps: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/experiments", (c) => {
      subjectOf(c);
      return reply(c, deps.experiments);
    })
    .get("/experiments/available", (c) => {
      subjectOf(c);
      return reply(c, { safe: [] });
    })
    .get("/deployment/ssh", (c) => {
      subjectOf(c);
      return reply(c, { hostname_prefix: "coder.", hostname_suffix: "coder", ssh_config_options: {} });
    })
    .get("/deployment/config", (c) => {
      authorize(subjectOf(c), "read", { type: "deployment_config" });
      return reply(c, { config: {}, options: [] });
    })
    .get("/regions", (c) => {
      subjectOf(c);
      return reply(c, { regions: [primaryRegion(deps)] });
    })
    .get("/applications/host", (c) => {
      subjectOf(c);
      return reply(c, { host: deps.wildcardHost });
    });

/** The deployment itself: it has no workspace proxies. */
function primaryRegion({ deploymentId, accessUrl, wildcardHost }: ApiDeps) {
  return {
    id: deploymentId,
    name: "primary",
    display_name: "Default",
    icon_url: "",
    healthy: true,
    path_app_url: accessUrl,
    wildcard_hostname: wildcardHost,
  };
}
