import { publish } from "../db/events.ts";
import { violates } from "../db/violations.ts";
import { updateWorkspace } from "../db/workspaces.ts";
import { AppError } from "../wire/errors.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export interface WorkspaceChange {
  readonly name?: string;
  /** Milliseconds without activity after which it is stopped, in whole minutes; null: never. */
  readonly ttlMs?: number | null;
  readonly automaticUpdates?: string;
  readonly favorite?: boolean;
  /** Null: started by hand only. */
  readonly autostartSchedule?: null;
}

const MINUTE_MS = 60_000;

/** Changes what needs no build; AppError conflict when its owner has another of that name. */
export async function changeWorkspace(
  { db }: Pick<WorkspacesContext, "db">,
  id: string,
  { name, ttlMs, ...change }: WorkspaceChange,
): Promise<void> {
  const whole = ttlMs === null || ttlMs === undefined ? ttlMs : ttlMs - (ttlMs % MINUTE_MS);
  try {
    await updateWorkspace(db, id, {
      ...(name !== undefined && { name }),
      ...(whole !== undefined && { ttl_ms: whole }),
      ...(change.automaticUpdates !== undefined && { automatic_updates: change.automaticUpdates }),
      ...(change.favorite !== undefined && { favorite: change.favorite }),
      ...(change.autostartSchedule !== undefined && { autostart_schedule: change.autostartSchedule }),
    });
  } catch (error) {
    if (!violates(error, "workspaces_name")) throw error;
    throw new AppError("conflict", `Workspace "${name ?? ""}" already exists.`, { cause: error });
  }
  await publish(db, "workspace", id);
}
