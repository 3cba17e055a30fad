import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../wire/errors.ts";

/** Above every range that systemd, containers and subordinate ids are given by custom. */
const FIRST_UID = 1_900_000_000;
const UIDS = 50_000;

/** The uid that belongs to a workspace alone, the same each time. Claims are files, made atomically, in `dir`. */
export async function claimUid(dir: string, workspaceId: string): Promise<number> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const hash = createHash("sha256").update(workspaceId).digest().readUInt32BE();
  for (let step = 0; step < UIDS; step++) {
    const uid = FIRST_UID + ((hash + step) % UIDS);
    if (await claim(join(dir, String(uid)), workspaceId)) return uid;
  }
  throw new AppError("unavailable", `all ${UIDS} uids for local workspaces are taken`);
}

/** Gives the uid free for others; nothing may run under it or own files. */
export async function releaseUid(dir: string, workspaceId: string): Promise<void> {
  const uid = await claimUid(dir, workspaceId);
  await rm(join(dir, String(uid)), { force: true });
}

async function claim(file: string, workspaceId: string): Promise<boolean> {
  try {
    await writeFile(file, workspaceId, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    return (await readFile(file, "utf8").catch(() => "")) === workspaceId;
  }
}
