import type { Hono } from "hono";
import type { ApiDeps } from "../api/api-deps.ts";
import type { ApiEnv } from "../api/api-env.ts";
import { mountPages } from "../api/pages/mount-pages.ts";
import type { Interactions } from "../oauth/interactions.ts";
import { TOOLSETS } from "../tools/toolsets.ts";
import { parseWorkspaceFilter } from "../tools/workspace-filter.ts";
import { loadSite } from "./load-site.ts";

export interface ServePagesOptions {
  readonly deps: ApiDeps;
  readonly mcpUrl: string;
  /** Undefined where the deployment is no authorization server. */
  readonly interactions: Interactions | undefined;
}

/** Loads the pages and serves them beside the API. */
export async function servePages(
  app: Hono<ApiEnv>,
  { deps, mcpUrl, interactions }: ServePagesOptions,
): Promise<void> {
  mountPages(app, {
    ...deps,
    ...(await loadSite()),
    mcpUrl,
    toolsets: TOOLSETS,
    checkWorkspaceSearch: (text) => void parseWorkspaceFilter(text),
    interactions,
  });
}
