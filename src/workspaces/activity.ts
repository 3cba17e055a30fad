import type { Db } from "../db/connect.ts";
import { touchWorkspace } from "../db/workspaces.ts";

/** Notes which workspaces are in use. */
export interface Activity {
  /** Cheap enough for every call: the database hears of it at most every 30 s for each workspace. */
  readonly touch: (workspaceId: string) => void;
}

const EVERY_MS = 30_000;
const KEEP_AT_MOST = 10_000;

export function trackActivity(db: Db, onError: (error: unknown) => void): Activity {
  const touched = new Map<string, number>();
  return {
    touch: (workspaceId) => {
      const now = Date.now();
      if (now - (touched.get(workspaceId) ?? 0) < EVERY_MS) return;
      if (touched.size >= KEEP_AT_MOST) touched.clear();
      touched.set(workspaceId, now);
      touchWorkspace(db, workspaceId).catch(onError);
    },
  };
}
