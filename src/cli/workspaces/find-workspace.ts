import type { CoderClient } from "../../client/client.ts";
import { AppError } from "../../wire/errors.ts";
import { parseWorkspaceRef, showRef } from "../../wire/workspace-ref.ts";
import type { Workspace } from "../../wire/workspace.ts";

/** Finds a workspace by `name`, `owner/name` or UUID; throws AppError not_found with where to look. */
export async function findWorkspace(
  { workspaces }: Pick<CoderClient, "workspaces">,
  text: string,
  signal: AbortSignal,
): Promise<Workspace> {
  const ref = parseWorkspaceRef(text);
  try {
    return await (ref.kind === "id"
      ? workspaces.get(ref.id, { signal })
      : workspaces.byName(ref.owner, ref.name, { signal }));
  } catch (error) {
    if (!(error instanceof AppError) || !["not_found", "gone"].includes(error.code)) throw error;
    throw new AppError("not_found", `there is no workspace "${showRef(ref)}"`, {
      detail: "`coder list` has yours, `coder list --all` those of others.",
      cause: error,
    });
  }
}
