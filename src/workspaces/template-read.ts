import {
  buildTimes,
  findTemplate,
  findTemplateByName,
  listTemplates as listRows,
  type TemplateFilter,
  type TemplateRow,
} from "../db/templates.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { Template } from "../wire/template.ts";
import { toTemplate } from "./template-view.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

type Context = Pick<WorkspacesContext, "db">;

/** The template of this id. Throws AppError "not_found", also for a deleted one. */
export async function getTemplate(context: Context, id: string): Promise<Template> {
  return await viewOf(context, await findTemplate(context.db, id));
}

/** Throws AppError "not_found". */
export async function getTemplateByName(
  context: Context,
  organizationId: string,
  name: string,
): Promise<Template> {
  return await viewOf(context, await findTemplateByName(context.db, organizationId, name));
}

/** A living template by its name, in one of the organizations; undefined when there is none. */
export async function findTemplateNamed(
  { db }: Context,
  organizationIds: readonly string[],
  name: string,
): Promise<TemplateRow | undefined> {
  for (const id of organizationIds) {
    const found = await findTemplateByName(db, id, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Templates by name; without `deleted` only living ones. */
export async function listTemplates({ db }: Context, filter: TemplateFilter): Promise<readonly Template[]> {
  const rows = await listRows(db, filter);
  const times = await buildTimes(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toTemplate(row, times));
}

async function viewOf({ db }: Context, row: TemplateRow | undefined): Promise<Template> {
  if (row === undefined || row.deleted) throw resourceNotFound();
  return toTemplate(row, await buildTimes(db, [row.id]));
}
