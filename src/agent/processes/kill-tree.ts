import { setTimeout as delay } from "node:timers/promises";
import { STDIN_HOLDER } from "./infrastructure.ts";
import { isAlive, readCommandLine, readProcess } from "./process-table.ts";
import { collectTree } from "./process-tree.ts";
import type { TreeRoot } from "./process-tree.ts";

const POLL_MS = 25;
const FIRST_POLL_MS = 2;
/** A process in an uninterruptible wait cannot die; the killer does not wait for it for ever. */
const KILL_LIMIT_MS = 5000;

/** Processes of a tree by pid, each with its start time, which tells it from a later one with the same pid. */
type Members = Map<number, string>;

/**
 * Sends `signal` to every process of the tree and returns how many got it: none while the wrapper has not yet begun
 * the command. The tree is frozen first, so that no process can fork its way out between being seen and being hit.
 */
export function signalTree(root: TreeRoot, signal: NodeJS.Signals): number {
  return hasBegun(root) ? signalMembers(freeze(root, new Map()), signal) : 0;
}

/**
 * Ends the whole tree: one SIGTERM to each process, `graceMs` to clean up, in which it may start others, then SIGKILL
 * until nothing is left. False if something is.
 */
export async function killTree(root: TreeRoot, graceMs: number): Promise<boolean> {
  const members: Members = new Map();
  const limit = performance.now() + graceMs;
  let told = 0;
  for (let wait = FIRST_POLL_MS; performance.now() < limit; wait = Math.min(POLL_MS, wait * 2)) {
    if (told === 0 && hasBegun(root)) told = signalMembers(freeze(root, members), "SIGTERM");
    await delay(wait);
    if (isGone(root, members)) return true;
  }
  return await destroyTree(root, members);
}

/** Ends the whole tree by SIGKILL alone. False if something is left after five seconds. */
export async function destroyTree(root: TreeRoot, members: Members = new Map()): Promise<boolean> {
  const limit = performance.now() + KILL_LIMIT_MS;
  for (let wait = FIRST_POLL_MS; performance.now() < limit; wait = Math.min(POLL_MS, wait * 2)) {
    signalMembers(freeze(root, members), "SIGKILL");
    // A tree may have stopped its own wrapper, which must get on to save the exit status.
    resumeWrapper(root);
    await delay(wait);
    if (isGone(root, members)) return true;
  }
  return false;
}

/**
 * Stops all processes, adds them to `members` and returns those. Looks again until no others have appeared: a forking
 * race is lost by the forker.
 */
function freeze(root: TreeRoot, members: Members): Members {
  const stopped: Members = new Map();
  for (let round = 0; round < 1000; round += 1) {
    const fresh = collectTree(root, members).filter(({ pid, start }) => stopped.get(pid) !== start);
    if (fresh.length === 0) break;
    for (const { pid, start } of fresh) {
      stopped.set(pid, start);
      members.set(pid, start);
      send(pid, start, "SIGSTOP");
    }
  }
  return members;
}

function signalMembers(members: Members, signal: NodeJS.Signals): number {
  const hit = [...members].filter(([pid, start]) => send(pid, start, signal)).length;
  if (signal !== "SIGKILL") for (const [pid, start] of members) send(pid, start, "SIGCONT");
  return hit;
}

/** Nothing is left when the wrapper has ended too: until then it may only be about to fork. */
function isGone(root: TreeRoot, members: Members): boolean {
  const left = collectTree(root, members);
  for (const { pid, start } of left) members.set(pid, start);
  return left.length === 0 && livingWrapper(root) === undefined;
}

/** Between fork and exec a child is the wrapper's copy, which would lose a signal. */
function hasBegun(root: TreeRoot): boolean {
  if (livingWrapper(root) === undefined || root.wrapperPid === null) return true;
  const copy = readCommandLine(root.wrapperPid);
  return collectTree(root, new Map()).some(
    ({ pid }) => !["", copy, STDIN_HOLDER].includes(readCommandLine(pid)),
  );
}

function livingWrapper({ wrapperPid }: TreeRoot) {
  const row = wrapperPid === null ? undefined : readProcess(wrapperPid);
  return row !== undefined && isAlive(row) ? row : undefined;
}

function resumeWrapper(root: TreeRoot): void {
  const wrapper = livingWrapper(root);
  if (wrapper !== undefined) send(wrapper.pid, wrapper.start, "SIGCONT");
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
