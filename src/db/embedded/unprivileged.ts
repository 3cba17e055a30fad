import { execFile } from "node:child_process";
import { chmod, chown, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "../../wire/errors.ts";

/** Owns the cluster where root has no user namespaces; no account of that number needs to exist. */
const POSTGRES_UID = 54_329;

/** How to run PostgreSQL, which refuses to be root. */
export interface Unprivileged {
  /** Words to put before the command. They exec it, so the child's pid is the command's. */
  readonly prefix: readonly string[];
  /** Further words that end the command with a fast shutdown when this process dies, where the system can. */
  readonly dieWithParent: readonly string[];
  /** Hands a directory to the user that the command runs as. */
  readonly own: (dir: string) => Promise<void>;
}

/**
 * Chooses how PostgreSQL runs: as the user itself, or for root in a user namespace that names root 1000 (files stay
 * root's, so directories of mode 0700 above them do not matter), or under an unprivileged uid.
 */
export async function findUnprivileged(): Promise<Unprivileged> {
  const pdeathsig = ["setpriv", "--pdeathsig", "INT", "--"];
  const dieWithParent = (await works(pdeathsig)) ? pdeathsig : [];
  if (process.geteuid?.() !== 0) return { prefix: [], dieWithParent, own: async () => {} };
  const namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"];
  if (await works(namespace)) return { prefix: namespace, dieWithParent, own: async () => {} };
  const uid = ["setpriv", `--reuid=${POSTGRES_UID}`, `--regid=${POSTGRES_UID}`, "--clear-groups", "--"];
  if (await works(uid)) return { prefix: uid, dieWithParent, own: ownAll };
  throw new AppError("unavailable", "the embedded PostgreSQL cannot run as root on this machine", {
    detail:
      "Neither user namespaces (unshare) nor setpriv work. Run the server as a plain user, or set CODER_PG_CONNECTION_URL.",
  });
}

async function works(prefix: readonly string[]): Promise<boolean> {
  const [command = "", ...args] = prefix;
  try {
    await promisify(execFile)(command, [...args, "true"], { timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

async function ownAll(dir: string): Promise<void> {
  if ((await stat(dir)).uid === POSTGRES_UID) return;
  await chmod(dirname(dir), 0o711);
  for (const name of await readdir(dir, { recursive: true })) {
    await chown(join(dir, name), POSTGRES_UID, POSTGRES_UID);
  }
  await chown(dir, POSTGRES_UID, POSTGRES_UID);
}
