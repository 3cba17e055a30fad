import { countSelectedWorkspaces, lockWorkspacesOf } from "../db/workspace-counts.ts";
import type { Db } from "../db/connect.ts";
import { AppError } from "../wire/errors.ts";
import { describeFault, selectorsOf } from "./limit.ts";
import type { Subject } from "./rbac.ts";

/**
 * Throws "forbidden" when a limit of the subject allows the owner no further workspace. Those who make one at the same
 * time wait for each other until the transaction ends, so that both cannot be the last.
 */
export async function admitWorkspace(
  db: Db,
  subject: Subject,
  owner: { readonly id: string },
): Promise<void> {
  const capped = subject.limits.filter(({ rules }) => rules.max_workspaces !== undefined);
  if (capped.length === 0) return;
  await lockWorkspacesOf(db, owner.id);
  for (const limit of capped) {
    const max = limit.rules.max_workspaces ?? 0;
    const count = await countSelectedWorkspaces(db, owner.id, selectorsOf([limit], subject.username));
    if (count < max) continue;
    const reason = `allows at most ${max} workspaces, and there are ${count}; delete one first`;
    throw new AppError("forbidden", "Forbidden.", { detail: describeFault({ limit, reason }) });
  }
}
