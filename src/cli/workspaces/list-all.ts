import type { CoderClient } from "../../client/client.ts";
import type { Workspace } from "../../wire/workspace.ts";

/** Coder answers with no more at once. */
const PAGE = 100;

/** Every workspace that a search finds, page by page. */
export async function listAllWorkspaces(
  { workspaces }: Pick<CoderClient, "workspaces">,
  q: string,
  signal: AbortSignal,
): Promise<readonly Workspace[]> {
  const found: Workspace[] = [];
  for (;;) {
    const page = await workspaces.list({ q, limit: PAGE, offset: found.length }, { signal });
    found.push(...page.workspaces);
    if (page.workspaces.length < PAGE || found.length >= page.count) return found;
  }
}
