import { Hono } from "hono";
import { SCOPES } from "../oauth/scopes.ts";
import { BuildInfo } from "../wire/build-info.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { reply } from "./reply.ts";

/** What the deployment is and offers (coder-api 1.5). */
export const buildInfoRoutes = (deps: ApiDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/buildinfo", (c) =>
      reply(
        c,
        BuildInfo.parse({
          external_url: deps.accessUrl,
          version: `v${deps.version}`,
          dashboard_url: deps.accessUrl,
          agent_api_version: "1.0",
          provisioner_api_version: "1.18",
          deployment_id: deps.deploymentId,
        }),
      ),
    )
    .get("/updatecheck", (c) => reply(c, { current: true, version: `v${deps.version}`, url: deps.accessUrl }))
    .get("/auth/scopes", (c) => reply(c, { external: SCOPES }))
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
    .get("/regions", (c) => {
      subjectOf(c);
      return reply(c, { regions: [primaryRegion(deps)] });
    })
    .get("/applications/host", (c) => {
      subjectOf(c);
      return reply(c, { host: "" });
    });

/** The deployment itself: it has no workspace proxies. */
function primaryRegion({ deploymentId, accessUrl }: ApiDeps) {
  return {
    id: deploymentId,
    name: "primary",
    display_name: "Default",
    icon_url: "",
    healthy: true,
    path_app_url: accessUrl,
    wildcard_hostname: "",
  };
}
