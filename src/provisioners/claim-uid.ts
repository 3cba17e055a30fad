import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
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
    if (await claim(dir, uid, workspaceId)) return uid;
  }
  throw new AppError("unavailable", `all ${UIDS} uids for local workspaces are taken`);
}

/** True when the uid belongs to the workspace. */
export async function hasUid(dir: string, uid: number, workspaceId: string): Promise<boolean> {
  return (await readFile(join(dir, String(uid)), "utf8").catch(() => "")) === workspaceId;
}

/** Makes a claimed uid another's. */
export async function passUid(dir: string, uid: number, workspaceId: string): Promise<void> {
  const draft = join(dir, `${uid}.draft`);
  await writeFile(draft, workspaceId, { mode: 0o600 });
  await rename(draft, join(dir, String(uid)));
}

/** Gives the uid free for others; nothing may run under it or own files. */
export async function releaseUid(dir: string, uid: number | string): Promise<void> {
  await rm(join(dir, String(uid)), { force: true });
}

async function claim(dir: string, uid: number, workspaceId: string): Promise<boolean> {
  try {
    await writeFile(join(dir, String(uid)), workspaceId, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    return await hasUid(dir, uid, workspaceId);
  }
}
