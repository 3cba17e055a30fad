import { existsSync } from "node:fs";
import { runs } from "../lib/process-identity.ts";
import { writeAgentConfig } from "./agent-config.ts";
import { WARM_AGENT } from "./prepare-warm-slot.ts";
import type { BuildJob } from "./provisioner.ts";
import type { WarmSlots } from "./warm-slots.ts";
import { passPlace, placeOf } from "./workspace-place.ts";

/**
 * Gives a workspace that has no place yet a slot, whose agent then dials. False when there is none, or it turns out to
 * have died: start as if nothing had been tried.
 */
export async function adoptSlot(root: string, slots: WarmSlots, job: BuildJob): Promise<boolean> {
  const { id } = job.workspace;
  const place = placeOf(root, id);
  const [agent, ...others] = job.agents;
  if (agent?.spec.name !== WARM_AGENT || others.length > 0 || existsSync(place.dir)) return false;
  job.signal.throwIfAborted();
  const slot = await slots.take();
  if (slot === undefined) return false;
  await passPlace(root, slot, id);
  const config = { url: job.accessUrl, token: agent.token, workspaceId: id };
  await writeAgentConfig(place, { agent: WARM_AGENT, uid: slot.uid }, config);
  slot.agent.stdin?.end("\n");
  // From here on its supervisor starts the agent again, if it still is there itself.
  return await runs(slot.agent.launched.supervisor);
}
