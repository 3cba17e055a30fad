import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import type { ActivitySession } from "../../../../src/wire/activity.ts";
import { ExecutionList } from "../../../../src/wire/agent-api.ts";
import { OauthGrantView } from "../../../../src/wire/oauth-grant.ts";
import { Workspace } from "../../../../src/wire/workspace.ts";
import type { Api } from "../../api.ts";
import { useApp } from "../../visitor-context.tsx";
import { agentsOf } from "../workspace/workspace-facts.ts";

const GRACE_MS = 2000;

/** How much of a client was ended. */
export interface Stopped {
  readonly commands: number;
  readonly grants: number;
}

/** Revokes what the visitor allowed the client of a session, and then ends the commands of it that still run. */
export function useStopClient() {
  const { api } = useApp();
  return useMutation({
    mutationFn: async ({ client, events }: ActivitySession): Promise<Stopped> => {
      const grants = await revokeGrants(api, client.id);
      const started = new Set(events.flatMap(({ execution_id: id }) => id ?? []));
      const places = new Set(events.flatMap(({ workspace }) => workspace?.id ?? []));
      let commands = 0;
      for (const id of places) commands += await endCommands(api, id, started);
      return { commands, grants };
    },
  });
}

async function revokeGrants(api: Api, clientId: string): Promise<number> {
  const all = await api.get("/users/me/oauth2-grants", z.array(OauthGrantView));
  const its = all.filter((grant) => grant.client_id === clientId);
  for (const { id } of its) await api.send({ method: "DELETE", path: `/users/me/oauth2-grants/${id}` });
  return its.length;
}

async function endCommands(api: Api, workspaceId: string, started: ReadonlySet<string>): Promise<number> {
  const workspace = await api.get(`/workspaces/${workspaceId}`, Workspace, { include_deleted: true });
  if (workspace.latest_build.status !== "running") return 0;
  let ended = 0;
  for (const agent of agentsOf(workspace)) {
    const base = `/workspaceagents/${agent.id}/executions`;
    const { executions } = await api.get(base, ExecutionList);
    for (const { id } of executions.filter((one) => one.state === "running" && started.has(one.id))) {
      const json = { signal: "SIGTERM", grace_ms: GRACE_MS };
      await api.send({ method: "POST", path: `${base}/${id}/signal`, json });
      ended += 1;
    }
  }
  return ended;
}
