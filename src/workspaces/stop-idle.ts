import { forgetOldCalls } from "../db/idempotency.ts";
import { idleWorkspaces } from "../db/workspaces.ts";
import { AppError } from "../wire/errors.ts";
import { createBuild } from "./create-build.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

const EVERY_MS = 30_000;

/** Stops workspaces that nobody used for their whole TTL, and forgets what is only kept for a while. */
export function startHousekeeping(context: WorkspacesContext): Disposable {
  const timer = setInterval(() => {
    stopIdle(context).catch((error: unknown) => context.log.error({ err: error }, "housekeeping failed"));
  }, EVERY_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

async function stopIdle(context: WorkspacesContext): Promise<void> {
  for (const { id, owner_id: ownerId } of await idleWorkspaces(context.db)) {
    try {
      const stop = { workspaceId: id, initiatorId: ownerId, transition: "stop", reason: "autostop" } as const;
      await createBuild(context, { ...stop, parameters: [] });
    } catch (error) {
      // Somebody else builds it at the moment.
      if (!(error instanceof AppError && error.code === "conflict")) throw error;
    }
  }
  await forgetOldCalls(context.db);
}
