import type { Hono } from "hono";
import type { Logger } from "pino";
import type { ApiDeps } from "../api/api-deps.ts";
import type { ApiEnv } from "../api/api-env.ts";
import { mountPages } from "../api/pages/mount-pages.ts";
import type { DeploymentKeys } from "../oauth/deployment-keys.ts";
import { TOOLSETS } from "../tools/toolsets.ts";
import { loadSite } from "./load-site.ts";
import { mountOauth } from "./mount-oauth.ts";

export interface ServePagesOptions {
  readonly deps: ApiDeps;
  readonly keys: DeploymentKeys;
  readonly mcpUrl: string;
  readonly clientDocuments: boolean;
  readonly log: Logger;
}

/** Loads the pages and serves them beside the API, with the authorization server that shows them. */
export async function servePages(
  app: Hono<ApiEnv>,
  { deps, keys, mcpUrl, clientDocuments, log }: ServePagesOptions,
): Promise<void> {
  const site = await loadSite();
  const { renderPage } = site;
  const { interactions } = mountOauth(app, { deps, keys, mcpUrl, renderPage, clientDocuments, log });
  mountPages(app, {
    ...deps,
    ...site,
    mcpUrl,
    toolsets: TOOLSETS,
    interactions,
  });
}
