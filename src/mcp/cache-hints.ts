import type { ServerOptions } from "@modelcontextprotocol/server";

const PRIVATE = "private";
const SECONDS = 1000;

/**
 * How long a client may keep an answer. Only what is the same for every caller is public; a selection in the endpoint's
 * URL narrows the lists of tools, prompts and templates for its connection.
 */
export const CACHE_HINTS = {
  "server/discover": { ttlMs: 3600 * SECONDS, cacheScope: "public" },
  "tools/list": { ttlMs: 300 * SECONDS, cacheScope: PRIVATE },
  "prompts/list": { ttlMs: 300 * SECONDS, cacheScope: PRIVATE },
  "resources/templates/list": { ttlMs: 300 * SECONDS, cacheScope: PRIVATE },
  "resources/list": { ttlMs: 5 * SECONDS, cacheScope: PRIVATE },
  "resources/read": { ttlMs: 0, cacheScope: PRIVATE },
} as const satisfies ServerOptions["cacheHints"];
