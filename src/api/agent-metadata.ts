import { Hono } from "hono";
import { whenAborted } from "../lib/when-aborted.ts";
import type { AgentMetadata } from "../wire/agent-metadata.ts";
import { agentParam } from "./agents.ts";
import type { ApiEnv } from "./api-env.ts";
import { eventStream } from "./event-stream.ts";
import { dataFrame, frameStream } from "./socket.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

/** What templates have agents measure (coder-api 4.2): nothing, as far as the templates of this deployment go. */
export const agentMetadataRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get("/workspaceagents/:agent/watch-metadata", async (c) => {
      await agentParam(c, deps, "read");
      return eventStream(c, nothingYet);
    })
    .get("/workspaceagents/:agent/watch-metadata-ws", async (c) => {
      await agentParam(c, deps, "read");
      return frameStream(c, nothingYet, dataFrame);
    });

/** Clients wait for the first list, and take an end for a failure. */
async function* nothingYet(signal: AbortSignal): AsyncGenerator<AgentMetadata, void, undefined> {
  yield [];
  await whenAborted(signal);
}
