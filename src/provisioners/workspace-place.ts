import { chmod, lchown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { claimUid, hasUid, passUid, releaseUid } from "./claim-uid.ts";
import { Launched } from "./launch-agent.ts";
import { removeTree } from "./remove-tree.ts";

const Records = z.array(Launched);
const ID = /^(?:warm-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where a local workspace keeps what it has: `home` lasts until it is deleted, `run` belongs to one start. */
export interface WorkspacePlace {
  readonly dir: string;
  readonly home: string;
  readonly run: string;
  readonly logs: string;
  readonly config: string;
}

export function placeOf(root: string, workspaceId: string): WorkspacePlace {
  if (!ID.test(workspaceId)) throw new TypeError(`not a workspace id: ${workspaceId}`);
  const dir = join(root, workspaceId);
  const run = join(dir, "run");
  return { dir, home: join(dir, "home"), run, logs: join(run, "logs"), config: join(run, "config") };
}

/** Makes the directories, and gives those that are shown in the sandbox to the uid that the workspace runs as. */
export async function preparePlace(place: WorkspacePlace, uid: number | undefined): Promise<void> {
  const shown = [place.home, place.logs, place.config];
  for (const dir of shown) await mkdir(dir, { recursive: true, mode: 0o700 });
  if (uid === undefined) return;
  await Promise.all(shown.map((dir) => own(dir, uid)));
}

/** Removes all of a workspace; nothing of it may run. The home, empty, tells the uid until that is free. */
export async function removePlace(root: string, workspaceId: string): Promise<void> {
  const { dir, home } = placeOf(root, workspaceId);
  const uid = await uidOf(root, workspaceId);
  if (existsSync(home)) {
    await chmod(home, 0o700);
    for (const name of await readdir(home)) await removeTree(join(home, name));
  }
  await releaseUid(join(root, "uids"), uid);
  await removeTree(dir);
}

/** The uid that root runs the workspace as: that which owns its home, when it is the workspace's. */
export async function uidOf(root: string, workspaceId: string): Promise<number> {
  const uids = join(root, "uids");
  const owner = (await stat(placeOf(root, workspaceId).home).catch(() => undefined))?.uid;
  if (owner !== undefined && (await hasUid(uids, owner, workspaceId))) return owner;
  return await claimUid(uids, workspaceId);
}

/** Makes a place and its uid another workspace's, which has none yet; what runs there does not notice. */
export async function passPlace(
  root: string,
  { id, uid }: { readonly id: string; readonly uid: number | undefined },
  workspaceId: string,
): Promise<void> {
  await rename(placeOf(root, id).dir, placeOf(root, workspaceId).dir);
  if (uid !== undefined) await passUid(join(root, "uids"), uid, workspaceId);
}

/** What earlier starts launched, also those of a deployment that died. */
export async function readLaunched(place: WorkspacePlace): Promise<Launched[]> {
  try {
    return Records.parse(JSON.parse(await readFile(recordsFile(place), "utf8")));
  } catch {
    return []; // never started, or lost in a crash of the machine, which ended the processes as well
  }
}

export async function writeLaunched(place: WorkspacePlace, launched: readonly Launched[]): Promise<void> {
  const draft = `${recordsFile(place)}.draft`;
  await writeFile(draft, JSON.stringify(launched), { mode: 0o600 });
  await rename(draft, recordsFile(place));
}

/** Removes what belongs to one start. */
export async function clearRun(place: WorkspacePlace): Promise<void> {
  await rm(place.run, { recursive: true, force: true });
}

function recordsFile(place: WorkspacePlace): string {
  return join(place.run, "launched.json");
}

/** Whole trees change hands only when the workspace ran under another identity before. */
async function own(dir: string, uid: number): Promise<void> {
  if ((await stat(dir)).uid === uid) return;
  for (const name of await readdir(dir, { recursive: true })) await lchown(join(dir, name), uid, uid);
  await lchown(dir, uid, uid);
  await chmod(dir, 0o700);
}
