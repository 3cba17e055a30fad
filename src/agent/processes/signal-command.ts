import { commandOf } from "./kill-tree.ts";
import { sendSignal } from "./send-signal.ts";
import type { TreeRoot } from "./process-tree.ts";

/** Sends `signal` to the process that an execution's command is, and to no other; 0 while there is none. */
export function signalCommand(root: TreeRoot, signal: NodeJS.Signals): number {
  const command = commandOf(root);
  return command !== undefined && sendSignal(command.pid, command.start, signal) ? 1 : 0;
}
