import { setTimeout as delay } from "node:timers/promises";
import { readProcess } from "./process-table.ts";
import type { ProcessRow } from "./process-table.ts";
import { collectTree } from "./process-tree.ts";
import type { TreeRoot } from "./process-tree.ts";

const POLL_MS = 25;
/** A process in an uninterruptible wait cannot die; the killer does not wait for it for ever. */
const KILL_LIMIT_MS = 5000;

/**
 * Sends `signal` to every process of the tree and returns how many got it. The tree is frozen first, so that no
 * process can fork its way out between being seen and being hit.
 */
export function signalTree(root: TreeRoot, signal: NodeJS.Signals): number {
  const members = freeze(root);
  const hit = [...members].filter(([pid, start]) => send(pid, start, signal)).length;
  if (signal !== "SIGKILL") for (const [pid, start] of members) send(pid, start, "SIGCONT");
  return hit;
}

/** Ends the whole tree: SIGTERM, `graceMs` to clean up, then SIGKILL until nothing is left. False if something is. */
export async function killTree(root: TreeRoot, graceMs: number): Promise<boolean> {
  const members = freeze(root);
  for (const [pid, start] of members) send(pid, start, "SIGTERM");
  for (const [pid, start] of members) send(pid, start, "SIGCONT");
  if (await gone(root, members, graceMs)) return true;
  return await destroyTree(root, members);
}

/** Ends the whole tree by SIGKILL alone. False if something is left after five seconds. */
export async function destroyTree(root: TreeRoot, members = new Map<number, string>()): Promise<boolean> {
  const limit = performance.now() + KILL_LIMIT_MS;
  while (performance.now() < limit) {
    freezeInto(root, members);
    for (const [pid, start] of members) send(pid, start, "SIGKILL");
    if (await gone(root, members, POLL_MS)) return true;
  }
  return false;
}

function freeze(root: TreeRoot): Map<number, string> {
  const members = new Map<number, string>();
  freezeInto(root, members);
  return members;
}

/** Stops all processes and looks again until no others have appeared: a forking race is lost by the forker. */
function freezeInto(root: TreeRoot, members: Map<number, string>): void {
  const stopped = new Set<string>();
  for (let round = 0; round < 1000; round += 1) {
    const fresh = collectTree(root, members).filter((row) => !stopped.has(nameOf(row)));
    if (fresh.length === 0) return;
    for (const row of fresh) {
      stopped.add(nameOf(row));
      members.set(row.pid, row.start);
      send(row.pid, row.start, "SIGSTOP");
    }
  }
}

async function gone(root: TreeRoot, members: Map<number, string>, limitMs: number): Promise<boolean> {
  const limit = performance.now() + limitMs;
  for (;;) {
    const left = collectTree(root, members);
    if (left.length === 0) return true;
    for (const { pid, start } of left) members.set(pid, start);
    if (performance.now() >= limit) return false;
    await delay(Math.min(POLL_MS, limitMs));
  }
}

/** Hits the process only if it is still the one that was seen. */
function send(pid: number, start: string, signal: NodeJS.Signals): boolean {
  if (readProcess(pid)?.start !== start) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function nameOf({ pid, start }: ProcessRow): string {
  return `${pid} ${start}`;
}
