import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { defaultOwner } from "../oauth/default-owner.ts";
import { ensureBuiltinTemplate } from "../workspaces/template-import-builtin.ts";
import type { WorkspacesContext } from "../workspaces/workspaces-context.ts";

const WITHIN_MS = 30_000;

/** Imports every template that is shipped with the package, in the name of the first owner. */
export async function importBuiltins(context: WorkspacesContext, folder: string): Promise<void> {
  const owner = await defaultOwner(context);
  if (owner === undefined) return;
  const entries = await readdir(folder, { withFileTypes: true });
  const signal = AbortSignal.timeout(WITHIN_MS);
  for (const entry of entries.filter((item) => item.isDirectory())) {
    await ensureBuiltinTemplate(context, { ...owner, folder: join(folder, entry.name) }, signal);
  }
}
