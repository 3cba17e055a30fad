import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { writeAccounts } from "./sandbox-accounts.ts";
import { sandboxCommand } from "./sandbox-argv.ts";
import type { Bubblewrap, Sandbox } from "./sandbox-argv.ts";

const TRIAL_UID = 1_900_060_000;
const TRIAL_MS = 10_000;

/** Finds the best sandbox of this machine by running `true` in it; call it once at start-up. */
export async function detectSandbox(): Promise<Sandbox> {
  if (process.platform !== "linux")
    return { kind: "none", reason: `bubblewrap does not exist on ${process.platform}` };
  const identities =
    process.geteuid?.() === 0 ? (["own-uid", "user-namespace"] as const) : (["user-namespace"] as const);
  let reason = "";
  for (const identity of identities) {
    const sandbox = { kind: "bubblewrap", identity } as const;
    const problem = await tryOut(sandbox);
    if (problem === undefined) return sandbox;
    reason = problem;
  }
  return { kind: "none", reason };
}

/** What goes wrong in the sandbox; undefined when it works. */
async function tryOut(sandbox: Bubblewrap): Promise<string | undefined> {
  const dir = await mkdtemp(join(tmpdir(), "sandbox-trial-"));
  try {
    const [home, logs, config] = [join(dir, "home"), join(dir, "logs"), join(dir, "config")];
    await Promise.all([home, logs, config].map((path) => mkdir(path)));
    const accounts = await writeAccounts(dir, TRIAL_UID);
    const place = { uid: TRIAL_UID, home, logs, config, ...accounts, readOnly: [] };
    const { argv, options } = sandboxCommand(sandbox, place);
    const words = ["sh", "-c", 'exec 3>&1 5<&0; "$0" "$@"', ...argv, "true"];
    const trial = promisify(execFile)("/usr/bin/env", words, { timeout: TRIAL_MS });
    trial.child.stdin?.on("error", () => undefined).end(options); // it ended: its own words say why
    await trial;
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  if (/bwrap: (?:command )?not found/.test(stderr))
    return "bwrap is not installed (apt-get install bubblewrap)";
  const words = stderr.split("\n")[0] || (error instanceof Error ? error.message : String(error));
  return `bwrap does not work here: ${words}`;
}
