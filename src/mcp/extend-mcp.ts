import type { McpServer } from "@modelcontextprotocol/server";
import type { FeatureDeps } from "./features/feature.ts";

/**
 * Adds primitives next to the product's own to a server that is complete but for its connection. Only tests that mount
 * what an official suite asks for pass one; no setting of the program reaches it.
 */
export type ExtendMcp = (server: McpServer, deps: FeatureDeps) => void;
