import type { Hono } from "hono";
import type { ApiDeps } from "../api/api-deps.ts";
import type { ApiEnv } from "../api/api-env.ts";
import { mountPages } from "../api/pages/mount-pages.ts";
import type { Interactions } from "../oauth/interactions.ts";
import { TOOLSETS } from "../tools/toolsets.ts";
import { parseWorkspaceFilter } from "../tools/workspace-filter.ts";
import type { Site } from "./load-site.ts";

export interface ServePagesOptions {
  readonly deps: ApiDeps;
  readonly site: Site;
  readonly mcpUrl: string;
  readonly interactions: Interactions;
}

/** Serves the pages beside the API. */
export function servePages(app: Hono<ApiEnv>, { deps, site, mcpUrl, interactions }: ServePagesOptions): void {
  mountPages(app, {
    ...deps,
    ...site,
    mcpUrl,
    toolsets: TOOLSETS,
    checkWorkspaceSearch: (text) => void parseWorkspaceFilter(text),
    interactions,
  });
}
