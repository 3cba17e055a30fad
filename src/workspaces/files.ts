import { createHash, randomUUID } from "node:crypto";
import { findFile, findFileFacts, storeFile, type FileRow } from "../db/files.ts";
import { resourceNotFound } from "../wire/errors.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export interface NewFile {
  readonly createdBy: string;
  readonly mimetype: string;
  readonly data: Buffer;
}

/** Keeps an upload; the same bytes of the same creator are kept once (coder-api 3.4). */
export async function addFile(
  { db }: Pick<WorkspacesContext, "db">,
  { createdBy, mimetype, data }: NewFile,
): Promise<{ readonly id: string; readonly created: boolean }> {
  return await storeFile(db, {
    id: randomUUID(),
    hash: createHash("sha256").update(data).digest("hex"),
    created_by: createdBy,
    mimetype,
    data,
  });
}

/** Throws AppError "not_found". */
export async function getFile({ db }: Pick<WorkspacesContext, "db">, id: string): Promise<FileRow> {
  const file = await findFile(db, id);
  if (file === undefined) throw resourceNotFound();
  return file;
}

/** All of a file but its bytes; undefined when there is none. */
export async function getFileFacts(
  { db }: Pick<WorkspacesContext, "db">,
  id: string,
): Promise<Omit<FileRow, "data"> | undefined> {
  return await findFileFacts(db, id);
}
