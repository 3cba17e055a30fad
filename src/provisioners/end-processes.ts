import { setTimeout as sleep } from "node:timers/promises";
import { identify, runs } from "../lib/process-identity.ts";
import { AppError } from "../wire/errors.ts";
import type { Launched } from "./launch-agent.ts";
import { listProcesses } from "./list-processes.ts";
import type { ProcessFacts } from "./list-processes.ts";

/** How long processes may take to end by themselves (after half a second they are hung up on), and how long the kernel may take after SIGKILL. */
const GRACE_MS = 2000;
const HANGUP_MS = 500;
const KILL_MS = 10_000;
const POLL_MS = 10;

/**
 * Ends every process of a workspace and waits until all are gone: SIGTERM, later SIGHUP, at last SIGKILL. A sandbox
 * ends with its first process, whatever runs in it; without one, processes are known by their session, their
 * ancestors and CODER_WORKSPACE_ID in their environment.
 */
export async function endProcesses(
  id: string,
  launched: readonly Launched[],
  signal: AbortSignal,
): Promise<void> {
  const first = await membersOf(id, launched);
  if (first.length === 0) return;
  const frame = new Set(
    launched.flatMap(({ launcher, init }) => (init === null ? [] : [launcher.pid, init.pid])),
  );
  const told = first.filter(({ pid }) => !frame.has(pid));
  for (const { pid } of told) send(pid, "SIGTERM");
  // What was forked between the look and the signals is found by a second look.
  for (const process of await membersOf(id, launched)) {
    if (frame.has(process.pid) || told.some(({ pid }) => pid === process.pid)) continue;
    send(process.pid, "SIGTERM");
    told.push(process);
  }
  // Supervisors stay until they are killed, so that what they frame can end in its own time.
  const supervisors = new Set(launched.map(({ supervisor }) => supervisor.pid));
  const awaited = told.filter(({ pid }) => !supervisors.has(pid));
  const inTime = await allEnd(awaited, HANGUP_MS, signal);
  // Interactive shells ignore SIGTERM and leave when their terminal does.
  if (!inTime) for (const { pid } of awaited) send(pid, "SIGHUP");
  if (!inTime) await allEnd(awaited, GRACE_MS - HANGUP_MS, signal);

  let left = await membersOf(id, launched);
  for (const killEnds = Date.now() + KILL_MS; left.length > 0; left = await membersOf(id, launched)) {
    if (Date.now() > killEnds)
      throw new AppError("unavailable", `process ${left[0]?.pid} of the workspace does not end`);
    for (const { pid } of left) send(pid, "SIGKILL");
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function membersOf(id: string, launched: readonly Launched[]): Promise<ProcessFacts[]> {
  const all = await listProcesses(`CODER_WORKSPACE_ID=${id}`);
  const roots = new Set<number>();
  const sessions = new Set<number>();
  for (const { launcher, init } of launched) {
    // A session outlives its leader, but then its number may have come to another: the variable must do.
    if (await runs(launcher)) sessions.add(launcher.pid);
    if (await runs(launcher)) roots.add(launcher.pid);
    if (init !== null && (await runs(init))) roots.add(init.pid);
  }
  const isMember = (process: ProcessFacts) =>
    process.isMarked || roots.has(process.pid) || sessions.has(process.session) || roots.has(process.parent);
  // A parent may stand behind its child in the list, so look until nothing is added.
  for (let size = -1; size < roots.size;) {
    size = roots.size;
    for (const process of all.filter(isMember)) roots.add(process.pid);
  }
  return all.filter(({ pid }) => roots.has(pid));
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

/** Zombies do not count: it may take pid 1 seconds to bury them. */
async function allEnd(
  processes: readonly ProcessFacts[],
  withinMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const until = Date.now() + withinMs;
  for (const { pid } of processes) {
    while ((await identify(pid)) !== undefined) {
      if (Date.now() > until) return false;
      await sleep(POLL_MS, undefined, { signal });
    }
  }
  return true;
}
