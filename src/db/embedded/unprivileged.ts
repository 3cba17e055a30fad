import { execFile } from "node:child_process";
import { chmod, chown, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "../../wire/errors.ts";

/** How to run PostgreSQL, which refuses to be root and demands an account that has a name. */
export interface Unprivileged {
  /** Words to put before the command. They exec it, so the child's pid is the command's. */
  readonly prefix: readonly string[];
  /** Further words that end the command with a fast shutdown when this process dies, where the system can. */
  readonly dieWithParent: readonly string[];
  /** Hands a directory to the user that the command runs as. */
  readonly own: (dir: string) => Promise<void>;
}

interface Account {
  readonly name: string;
  readonly uid: number;
}

/**
 * Chooses how PostgreSQL runs: as the user itself; or for root and for nameless uids in a user namespace that gives
 * them a system account's number (files stay the user's, so closed directories above them do not matter); or, where
 * root has no user namespaces, under a system account.
 */
export async function findUnprivileged(): Promise<Unprivileged> {
  const pdeathsig = ["setpriv", "--pdeathsig", "INT", "--"];
  const dieWithParent = (await works(pdeathsig)) ? pdeathsig : [];
  const itself = { prefix: [], dieWithParent, own: async () => {} };
  const uid = process.geteuid?.();
  const accounts = await readAccounts();
  if (uid !== 0 && (process.platform !== "linux" || accounts.some((account) => account.uid === uid)))
    return itself;

  const stand = find(accounts, "postgres") ?? accounts.find((account) => account.uid > 0);
  const namespace = ["unshare", "--user", `--map-user=${stand?.uid}`, `--map-group=${stand?.uid}`, "--"];
  if (await works(namespace)) return { ...itself, prefix: namespace };
  if (uid !== 0) return itself;

  const owner = find(accounts, "postgres") ?? find(accounts, "nobody");
  const account = ["setpriv", `--reuid=${owner?.uid}`, `--regid=${owner?.uid}`, "--clear-groups", "--"];
  if (owner !== undefined && (await works(account))) {
    return { prefix: account, dieWithParent, own: (dir) => own(dir, owner.uid) };
  }
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

async function readAccounts(): Promise<Account[]> {
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  return passwd.split("\n").flatMap((line) => {
    const [name, , uid] = line.split(":");
    return name === undefined || uid === undefined ? [] : [{ name, uid: Number(uid) }];
  });
}

function find(accounts: readonly Account[], name: string): Account | undefined {
  return accounts.find((account) => account.name === name);
}

async function own(dir: string, uid: number): Promise<void> {
  if ((await stat(dir)).uid === uid) return;
  await chmod(dirname(dir), 0o711);
  for (const name of await readdir(dir, { recursive: true })) await chown(join(dir, name), uid, uid);
  await chown(dir, uid, uid);
}
