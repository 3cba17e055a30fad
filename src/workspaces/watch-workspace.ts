import { findWorkspace } from "../db/workspaces.ts";
import type { Workspace } from "../wire/workspace.ts";
import { viewWorkspaces } from "./workspace-view.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** The workspace as a user sees it, at once and after every change, until it is gone or `signal` is aborted. */
export async function* watchWorkspace(
  { db, events }: Pick<WorkspacesContext, "db" | "events">,
  { id, readerId }: { readonly id: string; readonly readerId: string },
  signal: AbortSignal,
): AsyncGenerator<Workspace, void, undefined> {
  using turns = events.follow("workspace", id, signal);
  while (await turns.next()) {
    const row = await findWorkspace(db, id);
    if (row === undefined) return;
    const [workspace] = await viewWorkspaces(db, [row], readerId);
    if (workspace !== undefined) yield workspace;
  }
}
