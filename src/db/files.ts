import type { Insertable, Selectable } from "kysely";
import type { Db } from "./connect.ts";
import type { FileTable } from "./schema.ts";

export type FileRow = Selectable<FileTable>;

/** Stores a file unless its creator has stored the same bytes before; says which of both, and the id of the one kept. */
export async function storeFile(
  db: Db,
  file: Insertable<FileTable>,
): Promise<{ readonly id: string; readonly created: boolean }> {
  const inserted = await db
    .insertInto("files")
    .values(file)
    .onConflict((conflict) => conflict.columns(["hash", "created_by"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted !== undefined) return { id: inserted.id, created: true };
  const { id } = await db
    .selectFrom("files")
    .select("id")
    .where("hash", "=", file.hash)
    .where("created_by", "=", file.created_by)
    .executeTakeFirstOrThrow();
  return { id, created: false };
}

export async function findFile(db: Db, id: string): Promise<FileRow | undefined> {
  return await db.selectFrom("files").selectAll().where("id", "=", id).executeTakeFirst();
}

/** All of a file but its bytes. */
export async function findFileFacts(db: Db, id: string): Promise<Omit<FileRow, "data"> | undefined> {
  return await db
    .selectFrom("files")
    .select(["id", "hash", "created_by", "mimetype", "created_at"])
    .where("id", "=", id)
    .executeTakeFirst();
}
