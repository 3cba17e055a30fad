import { type Selectable, sql } from "kysely";
import type { Db } from "./connect.ts";
import type { OauthArtifactTable } from "./oauth-schema.ts";
import { violates } from "./violations.ts";

export type OauthArtifactRow = Selectable<OauthArtifactTable>;

/** What an artifact is found by. */
export type ArtifactKey = Pick<OauthArtifactRow, "kind" | "hashed_id">;

export type ArtifactState = Omit<OauthArtifactRow, "consumed_at" | "polled_at">;

/** Stores or changes an artifact; false when its grant has been revoked meanwhile. */
export async function saveArtifact(db: Db, artifact: ArtifactState): Promise<boolean> {
  const { kind, hashed_id, ...state } = artifact;
  const changes = { ...state, payload: JSON.stringify(state.payload) };
  try {
    await db
      .insertInto("oauth_artifacts")
      .values({ kind, hashed_id, ...changes })
      .onConflict((conflict) => conflict.columns(["kind", "hashed_id"]).doUpdateSet(changes))
      .execute();
    return true;
  } catch (error) {
    if (violates(error, "oauth_artifacts_grant_id_fkey")) return false;
    throw error;
  }
}

export async function findArtifact(db: Db, key: ArtifactKey): Promise<OauthArtifactRow | undefined> {
  return await db
    .selectFrom("oauth_artifacts")
    .selectAll()
    .where("kind", "=", key.kind)
    .where("hashed_id", "=", key.hashed_id)
    .executeTakeFirst();
}

/** Finds a device code by its user code, or a session by its uid. */
export async function lookUpArtifact(
  db: Db,
  kind: string,
  lookup: string,
): Promise<OauthArtifactRow | undefined> {
  return await db
    .selectFrom("oauth_artifacts")
    .selectAll()
    .where("kind", "=", kind)
    .where("lookup", "=", lookup)
    .executeTakeFirst();
}

/** Marks an artifact as used; false when it had been before, or is gone. */
export async function consumeArtifact(db: Db, key: ArtifactKey, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("oauth_artifacts")
    .set({ consumed_at: now })
    .where("kind", "=", key.kind)
    .where("hashed_id", "=", key.hashed_id)
    .where("consumed_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes that a device asked; false when it asked before less than `intervalMs` ago. */
export async function recordPoll(
  db: Db,
  key: ArtifactKey,
  { now, intervalMs }: { readonly now: Date; readonly intervalMs: number },
): Promise<boolean> {
  const { rows } = await sql<{ polled_at: Date | null }>`
    update oauth_artifacts a set polled_at = ${now}
      from (select hashed_id, polled_at from oauth_artifacts
             where kind = ${key.kind} and hashed_id = ${key.hashed_id} for update) old
     where a.kind = ${key.kind} and a.hashed_id = old.hashed_id
    returning old.polled_at`.execute(db);
  const before = rows[0]?.polled_at;
  return !before || now.getTime() - before.getTime() >= intervalMs;
}

export async function deleteArtifact(db: Db, key: ArtifactKey): Promise<void> {
  await db
    .deleteFrom("oauth_artifacts")
    .where("kind", "=", key.kind)
    .where("hashed_id", "=", key.hashed_id)
    .execute();
}

export async function deleteExpiredArtifacts(db: Db, before: Date): Promise<void> {
  await db.deleteFrom("oauth_artifacts").where("expires_at", "<", before).execute();
}
