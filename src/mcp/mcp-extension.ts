import type { McpServer } from "@modelcontextprotocol/server";
import type { FeatureDeps } from "./features/feature.ts";
import type { TaskSource } from "./tasks/task-source.ts";

/**
 * Primitives next to the product's own. Only tests that mount what an official suite asks for pass one; no setting of the
 * program reaches it.
 */
export interface McpExtension {
  /** Adds to a server that is complete but for its connection. */
  readonly mount?: (server: McpServer, deps: FeatureDeps) => void;
  /** Tasks other than builds and commands. */
  readonly taskSources?: readonly TaskSource[];
}
