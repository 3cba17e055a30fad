import { z } from "zod";
import { Time, Uuid, listOf } from "./scalars.ts";

/** How long the parts of a build took (coder-api 2.8). */
export const Timings = z.object({
  provisioner_timings: listOf(
    z.object({
      job_id: Uuid,
      started_at: Time,
      ended_at: Time,
      stage: z.string(),
      source: z.string(),
      action: z.string(),
      resource: z.string(),
    }),
  ),
  agent_script_timings: listOf(
    z.object({
      started_at: Time,
      ended_at: Time,
      exit_code: z.int(),
      stage: z.string(),
      status: z.string(),
      display_name: z.string(),
      workspace_agent_id: Uuid,
      workspace_agent_name: z.string(),
    }),
  ),
  agent_connection_timings: listOf(
    z.object({
      started_at: Time,
      ended_at: Time,
      stage: z.string(),
      workspace_agent_id: Uuid,
      workspace_agent_name: z.string(),
    }),
  ),
});
export type Timings = z.infer<typeof Timings>;
