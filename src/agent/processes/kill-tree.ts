import { setTimeout as delay } from "node:timers/promises";
import { STDIN_HOLDER } from "../../rules/executions/wrapper-script.ts";
import { isAlive } from "../../rules/process-row.ts";
import { readCommandLine, readProcess } from "./process-table.ts";
import type { ProcessRow } from "../../rules/process-row.ts";
import { collectTree, holdsTerminal } from "./process-tree.ts";
import type { TreeRoot } from "./process-tree.ts";
import { sendSignal } from "./send-signal.ts";

const POLL_MS = 25;
const FIRST_POLL_MS = 2;
/** A process in an uninterruptible wait cannot die; the killer does not wait for it for ever. */
const KILL_LIMIT_MS = 5000;

/** Processes of a tree by pid, each with its start time, which tells it from a later one with the same pid. */
export type Members = Map<number, string>;

/**
 * Sends `signal` to every process of the tree and returns how many got it: none while the wrapper has not yet begun
 * the command. The tree is frozen first, so that no process can fork its way out between being seen and being hit.
 */
export function signalTree(root: TreeRoot, signal: NodeJS.Signals, members: Members = new Map()): number {
  return hasBegun(root) ? signalMembers(root, freeze(root, members), signal) : 0;
}

/**
 * Ends the whole tree: one SIGTERM to each process, `graceMs` to clean up, in which it may start others, then SIGKILL
 * until nothing is left. False if something is.
 */
export async function killTree(
  root: TreeRoot,
  graceMs: number,
  members: Members = new Map(),
): Promise<boolean> {
  const limit = performance.now() + graceMs;
  let told = 0;
  for (let wait = FIRST_POLL_MS; performance.now() < limit; wait = Math.min(POLL_MS, wait * 2)) {
    if (told === 0) told = signalTree(root, "SIGTERM", members);
    await delay(wait);
    if (isGone(root, members)) return true;
  }
  return await destroyTree(root, members);
}

/** Ends the whole tree by SIGKILL alone. False if something is left after five seconds. */
export async function destroyTree(root: TreeRoot, members: Members = new Map()): Promise<boolean> {
  const limit = performance.now() + KILL_LIMIT_MS;
  for (let wait = FIRST_POLL_MS; performance.now() < limit; wait = Math.min(POLL_MS, wait * 2)) {
    signalMembers(root, freeze(root, members), "SIGKILL");
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
      if (!isTerminalPart(root, pid)) sendSignal(pid, start, "SIGSTOP");
    }
  }
  return members;
}

function signalMembers(root: TreeRoot, members: Members, signal: NodeJS.Signals): number {
  const meant = [...members].filter(([pid]) => signal === "SIGKILL" || !isTerminalPart(root, pid));
  const hit = meant.filter(([pid, start]) => sendSignal(pid, start, signal)).length;
  if (signal !== "SIGKILL") for (const [pid, start] of members) sendSignal(pid, start, "SIGCONT");
  return hit;
}

/**
 * Tells whether a process only holds the command's terminal, or waits for it there. These start nothing else, and
 * `script` would stop itself when it sees its child stopped.
 */
function isTerminalPart(root: TreeRoot, pid: number): boolean {
  const row = root.isTerminal ? readProcess(pid) : undefined;
  return row !== undefined && preparesTerminal(row, readCommandLine(pid), root);
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
  return commandOf(root) !== undefined;
}

/** The first process of the tree that is the command itself, and not what only prepares and holds it. */
export function commandOf(root: TreeRoot): ProcessRow | undefined {
  const copy = root.wrapperPid === null ? "" : readCommandLine(root.wrapperPid);
  const others = ["", copy, STDIN_HOLDER];
  const own = collectTree(root, new Map()).filter((row) => {
    const words = readCommandLine(row.pid);
    return !others.includes(words) && !(root.isTerminal && preparesTerminal(row, words, root));
  });
  const pids = new Set(own.map(({ pid }) => pid));
  return own.find(({ ppid }) => !pids.has(ppid));
}

function preparesTerminal(row: ProcessRow, words: string, root: TreeRoot): boolean {
  return holdsTerminal(row, root) || words.includes(`${root.dir}/terminal`) || /^\S*stty sane /.test(words);
}

function livingWrapper({ wrapperPid }: TreeRoot) {
  const row = wrapperPid === null ? undefined : readProcess(wrapperPid);
  return row !== undefined && isAlive(row) ? row : undefined;
}

function resumeWrapper(root: TreeRoot): void {
  const wrapper = livingWrapper(root);
  if (wrapper !== undefined) sendSignal(wrapper.pid, wrapper.start, "SIGCONT");
}
