import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { WorkspaceAgent } from "../../wire/workspace-agent.ts";
import type { Workspace } from "../../wire/workspace.ts";
import { remainingMs, waitDeadline, type ToolContext } from "../context.ts";
import { agentsOf, chooseAgent, locateWorkspace } from "../locate-workspace.ts";
import { READS } from "../tool.ts";
import { workspace } from "./arguments.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";
import { readinessState, type ReadinessState } from "./readiness-state.ts";

const POLL_MS = 1000;
const MAX_WAIT_MS = 30_000;

export const workspaceReadiness = defineCoderTool({
  name: "coder_workspace_readiness",
  title: "Coder: is a workspace ready",
  description: "Tell whether commands can run in a workspace, and why not. Never starts it.",
  annotations: READS,
  scopes: ["workspace:read"],
  input: z.strictObject({
    workspace,
    wait_ms: z.int().min(0).max(MAX_WAIT_MS).default(0).describe("How long to wait for it, at most 30000"),
  }),

  run: async (context, { workspace: text, wait_ms: wait }) => {
    const deadline = waitDeadline(context, wait / 1000);
    let found = await locateWorkspace(context, text);
    for (;;) {
      const agent = agentOf(found, text);
      const judged = readinessState(found.latest_build, agent);
      const left = remainingMs(deadline);
      if (!judged.waits || left === 0)
        return jsonResult(resultFields({ found, agent, judged, expired: judged.waits && wait > 0 }));
      await sleep(Math.min(POLL_MS, left), undefined, { signal: context.signal });
      found = await again(context, found);
    }
  },
});

/** By its id: a name may come to stand for another workspace. */
const again = ({ client, signal }: ToolContext, { id }: Workspace): Promise<Workspace> =>
  client.workspaces.get(id, { signal, includeDeleted: true });

/** A workspace that is off or coming up may have no agents yet; then none is asked for. */
const agentOf = (found: Workspace, text: string): WorkspaceAgent | undefined =>
  agentsOf(found).length === 0 ? undefined : chooseAgent(found, text);

interface Judged {
  readonly found: Workspace;
  readonly agent: WorkspaceAgent | undefined;
  readonly judged: ReadinessState;
  readonly expired: boolean;
}

function resultFields({ found, agent, judged, expired }: Judged): Readonly<Record<string, unknown>> {
  const { latest_build: build } = found;
  return {
    workspace_id: found.id,
    build_id: build.id,
    build_status: build.status,
    build_transition: build.transition,
    ...(build.job.error === undefined ? {} : { build_error: build.job.error }),
    ...(agent === undefined
      ? {}
      : {
          agent_id: agent.id,
          agent_name: agent.name,
          connection_status: agent.status,
          lifecycle_state: agent.lifecycle_state,
        }),
    state: judged.state,
    reason: judged.reason,
    ready: judged.state === "ready",
    wait_expired: expired,
  };
}
