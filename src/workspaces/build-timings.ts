import type { Db } from "../db/connect.ts";
import type { AgentRow } from "../db/resources.ts";
import type { Timings } from "../wire/timings.ts";
import type { BuildParts } from "./build-view.ts";
import { loadBuilds } from "./read-builds.ts";

const ACTIONS = { start: "create", stop: "stop", delete: "delete" } as const;

/** How long the parts of a build took that have ended; undefined when there is no such build (coder-api 2.8). */
export async function readBuildTimings(
  { db }: { readonly db: Db },
  buildId: string,
): Promise<Timings | undefined> {
  const build = (await loadBuilds(db, [buildId])).get(buildId);
  if (build === undefined) return undefined;
  const agents = build.agents.filter(({ build_id: id }) => id === buildId);
  return {
    provisioner_timings: provisionerTimings(build),
    agent_script_timings: agents.flatMap((agent) => scriptTimings(agent)),
    agent_connection_timings: agents.flatMap((agent) => connectionTimings(agent)),
  };
}

/** Provisioners of this deployment do their whole work in one stage. */
function provisionerTimings({ row, job }: BuildParts): Timings["provisioner_timings"] {
  if (job.started_at === null || job.completed_at === null) return [];
  return [
    {
      job_id: job.id,
      started_at: job.started_at.toISOString(),
      ended_at: job.completed_at.toISOString(),
      stage: "apply",
      source: job.provisioner,
      action: ACTIONS[row.transition],
      resource: row.workspace_name,
    },
  ];
}

function scriptTimings(agent: AgentRow): Timings["agent_script_timings"] {
  if (agent.spec.startup_script === "" || agent.started_at === null || agent.ready_at === null) return [];
  const failed = agent.lifecycle_state === "start_error";
  return [
    {
      started_at: agent.started_at.toISOString(),
      ended_at: agent.ready_at.toISOString(),
      exit_code: failed ? 1 : 0,
      stage: "start",
      status: failed ? "exit_failure" : agent.lifecycle_state === "start_timeout" ? "timed_out" : "ok",
      display_name: "Startup Script",
      ...nameOf(agent),
    },
  ];
}

function connectionTimings(agent: AgentRow): Timings["agent_connection_timings"] {
  if (agent.first_connected_at === null) return [];
  return [
    {
      started_at: agent.created_at.toISOString(),
      ended_at: agent.first_connected_at.toISOString(),
      stage: "connect",
      ...nameOf(agent),
    },
  ];
}

const nameOf = ({ id, name }: AgentRow) => ({ workspace_agent_id: id, workspace_agent_name: name });
