import type { z } from "zod";
import { countTemplateWorkspaces, lockTemplate, updateTemplate as store } from "../db/templates.ts";
import { violates } from "../db/violations.ts";
import { AppError } from "../wire/errors.ts";
import type { Template, UpdateTemplate } from "../wire/template.ts";
import { templateNameTaken } from "./template-create.ts";
import { getTemplate } from "./template-read.ts";
import { requireActivatable } from "./template-version-update.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

type Context = Pick<WorkspacesContext, "db">;

/** Changes what is given; absent fields stay. Throws "conflict" for a taken name, "not_found". */
export async function updateTemplate(
  context: Context,
  id: string,
  changes: z.output<typeof UpdateTemplate>,
): Promise<Template> {
  try {
    await store(context.db, id, changes);
  } catch (error) {
    if (!violates(error, "templates_name")) throw error;
    throw templateNameTaken(changes.name, error);
  }
  return await getTemplate(context, id);
}

/** Makes a version the one that workspaces are built of. Throws "not_found", "invalid" or "forbidden" (coder-api 3.3). */
export async function activateVersion(context: Context, id: string, versionId: string): Promise<void> {
  await requireActivatable(context, id, versionId);
  await store(context.db, id, { active_version_id: versionId });
}

/** Throws "invalid" while there are workspaces of it. */
export async function deleteTemplate({ db }: Context, id: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await lockTemplate(transaction, id);
    const workspaces = await countTemplateWorkspaces(transaction, id);
    if (workspaces > 0)
      throw new AppError("invalid", "All workspaces of a template must be deleted before it can be.", {
        detail: `It has ${workspaces} of them.`,
      });
    await store(transaction, id, { deleted: true });
  });
}
