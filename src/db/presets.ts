import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import type { PresetSpec } from "../wire/template-spec.ts";
import type { Db } from "./connect.ts";
import type { PresetTable } from "./schema.ts";

export type PresetRow = Selectable<PresetTable>;

/** Stores a version's presets in their order. */
export async function insertPresets(
  db: Db,
  versionId: string,
  presets: readonly PresetSpec[],
): Promise<void> {
  if (presets.length === 0) return;
  const rows = presets.map((preset, position) => ({
    id: randomUUID(),
    template_version_id: versionId,
    name: preset.name,
    description: preset.description,
    icon: preset.icon,
    is_default: preset.default,
    parameters: JSON.stringify(preset.parameters),
    position,
  }));
  await db.insertInto("template_version_presets").values(rows).execute();
}

/** A version's presets in the order of the template. */
export async function listPresets(db: Db, versionId: string): Promise<readonly PresetRow[]> {
  return await db
    .selectFrom("template_version_presets")
    .selectAll()
    .where("template_version_id", "=", versionId)
    .orderBy("position")
    .execute();
}

/** One preset of a version. */
export async function findPreset(db: Db, versionId: string, id: string): Promise<PresetRow | undefined> {
  return await db
    .selectFrom("template_version_presets")
    .selectAll()
    .where("template_version_id", "=", versionId)
    .where("id", "=", id)
    .executeTakeFirst();
}
