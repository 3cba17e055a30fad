import { Hono } from "hono";
import { SCOPES } from "../oauth/scopes.ts";
import { BuildInfo } from "../wire/build-info.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { reply } from "./reply.ts";

/** What the deployment is, for whoever asks (coder-api 1.5). */
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
    .get("/auth/scopes", (c) => reply(c, { external: SCOPES }));
