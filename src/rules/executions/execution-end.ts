import type { ExecutionState } from "../../wire/agent-api.ts";

/** How the wrapper ended: with the command's status, by a signal of its own, or nobody knows. */
export type WrapperEnd =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "lost" };

/** Why the workspace itself ended a command. */
export const CAUSES = ["timed_out", "killed", "output_limit"] as const;
export type Cause = (typeof CAUSES)[number];

export interface EndFacts {
  readonly cause: Cause | undefined;
  /** The signals that somebody sent to it. */
  readonly sent: ReadonlySet<string>;
  /** Whether the wrapper's shell said something of its own, which it does of a signal that ended the command. */
  readonly shellSpoke: boolean;
  /** The name of a signal's number where the command ran. */
  readonly signalName: (number: number) => string | undefined;
}

export interface EndState {
  readonly state: Exclude<ExecutionState, "running">;
  readonly exit_code: number | null;
  readonly signal: string | null;
}

/** The state of an ended execution. */
export function endState(wrapper: WrapperEnd, facts: EndFacts): EndState {
  return stateOf(fateOf(wrapper, facts), facts.cause);
}

type Fate = { readonly exit_code: number | null; readonly signal: string | null } | undefined;

function fateOf(wrapper: WrapperEnd, { sent, shellSpoke, signalName }: EndFacts): Fate {
  switch (wrapper.kind) {
    case "lost":
      return undefined;
    case "signal":
      return { exit_code: null, signal: wrapper.signal };
    case "status": {
      // The wrapper's shell says when a signal ended its child, except for SIGINT and SIGPIPE (and SIGTERM in bash):
      // those look like `exit 130` and `exit 141`, which is what they count as unless somebody sent that signal.
      const signal = wrapper.status > 128 ? signalName(wrapper.status - 128) : undefined;
      if (signal !== undefined && (sent.has(signal) || shellSpoke)) return { exit_code: null, signal };
      return { exit_code: wrapper.status, signal: null };
    }
  }
}

function stateOf(fate: Fate, cause: Cause | undefined): EndState {
  if (cause === "timed_out")
    return { state: "timed_out", ...(fate ?? { exit_code: null, signal: "SIGKILL" }) };
  const isKilled = cause === "killed" || cause === "output_limit";
  if (isKilled && fate?.exit_code === undefined) {
    return { state: "killed", exit_code: null, signal: "SIGKILL" };
  }
  if (fate === undefined) return { state: "lost", exit_code: null, signal: null };
  if (fate.signal === null) return { state: "exited", ...fate };
  return { state: isKilled ? "killed" : "signaled", ...fate };
}
