import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Credentials, forgetCredentials, readCredentials, writeCredentials } from "./credentials.ts";

/** A login that is kept on this machine. */
export interface StoredLogin extends Credentials {
  /** True for the one that commands use unless told otherwise: that of Coder's files `url` and `session`. */
  readonly current: boolean;
}

/**
 * Every login that is kept: the current one first, then those of `deployments/` by URL. A deployment has one login;
 * where Coder's own CLI has stored another one beside ours, its own counts.
 */
export async function listLogins(dir: string): Promise<readonly StoredLogin[]> {
  const current = await readCredentials(dir);
  const parked = await Promise.all(
    (await namesIn(parkOf(dir))).map(async (name) => await readParked(dir, name)),
  );
  const others = parked
    .filter(({ url, token }) => url !== "" && token !== "" && url !== current.url)
    .toSorted((one, other) => one.url.localeCompare(other.url));
  const all = others.map((login) => ({ ...login, current: false }));
  return current.url === "" ? all : [{ ...current, current: true }, ...all];
}

/** Stores a login and makes it the current one; the one that was current is kept in `deployments/`. */
export async function keepLogin(dir: string, login: Credentials): Promise<void> {
  const before = await readCredentials(dir);
  if (before.url !== "" && before.token !== "" && before.url !== login.url)
    await writeCredentials(placeOf(dir, before.url), before);
  await writeCredentials(dir, login);
  await rm(placeOf(dir, login.url), { recursive: true, force: true });
}

/** Stores a fresh token of a login where the login stands. */
export async function renewLogin(dir: string, login: Credentials): Promise<void> {
  const isCurrent = (await readCredentials(dir)).url === login.url;
  await writeCredentials(isCurrent ? dir : placeOf(dir, login.url), login);
}

/** Forgets the login of a deployment; another one does not become current by that. */
export async function forgetLogin(dir: string, url: string): Promise<void> {
  await rm(placeOf(dir, url), { recursive: true, force: true });
  if ((await readCredentials(dir)).url === url) await forgetCredentials(dir);
}

const parkOf = (dir: string): string => join(dir, "deployments");

/** One directory a deployment, named for its host and path. */
const placeOf = (dir: string, url: string): string =>
  join(parkOf(dir), encodeURIComponent(url.replace(/^https?:\/\//, "")));

async function readParked(dir: string, name: string): Promise<Credentials> {
  return await readCredentials(join(parkOf(dir), name));
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
