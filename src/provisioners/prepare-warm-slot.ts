import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { releaseUid } from "./claim-uid.ts";
import { endProcesses } from "./end-processes.ts";
import { launchInPlace } from "./launch-in-place.ts";
import type { Launcher } from "./launch-in-place.ts";
import { hasOwnUid } from "./sandbox-argv.ts";
import type { SlotWork, WarmSlot } from "./warm-slots.ts";
import { placeOf, preparePlace, readLaunched, removePlace, uidOf, writeLaunched } from "./workspace-place.ts";

/** The agent that slots have, which is that of templates that name none. */
export const WARM_AGENT = "main";

const PREFIX = "warm-";
const DISCARD_MS = 15_000;

/** How slots come and go below `root`; at one time, one deployment has slots there. */
export function warmSlotWork(root: string, launcher: Launcher): SlotWork {
  return {
    clean: async (signal) => {
      for (const name of await namesIn(root)) if (name.startsWith(PREFIX)) await discard(root, name, signal);
      await releaseLost(join(root, "uids"));
    },
    prepare: async (signal) => {
      const id = `${PREFIX}${crypto.randomUUID()}`;
      try {
        return await prepare(root, launcher, { id, signal });
      } catch (error) {
        await discard(root, id);
        throw error;
      }
    },
    discard: async ({ id }) => await discard(root, id),
  };
}

async function prepare(
  root: string,
  launcher: Launcher,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<WarmSlot> {
  const place = placeOf(root, id);
  const uid = hasOwnUid(launcher.sandbox) ? await uidOf(root, id) : undefined;
  await preparePlace(place, uid);
  const agent = await launchInPlace(launcher, { id, place, uid, agent: WARM_AGENT, waits: true }, signal);
  await writeLaunched(place, [agent.launched]);
  return { id, uid, agent };
}

async function discard(root: string, id: string, signal = AbortSignal.timeout(DISCARD_MS)): Promise<void> {
  await endProcesses(id, await readLaunched(placeOf(root, id)), signal);
  await removePlace(root, id);
}

/** A deployment that died while it passed a slot on leaves a claim without a place. */
async function releaseLost(uids: string): Promise<void> {
  for (const uid of await namesIn(uids)) {
    const owner = await readFile(join(uids, uid), "utf8");
    if (owner.startsWith(PREFIX) || uid.endsWith(".draft")) await releaseUid(uids, uid);
  }
}

async function namesIn(dir: string): Promise<string[]> {
  return await readdir(dir).catch(() => []);
}
