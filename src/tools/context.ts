import type { CoderClient } from "../client/client.ts";
import type { WorkspaceConn } from "../client/workspace-conn.ts";
import type { Ask } from "./ask.ts";
import type { LookupCache } from "./lookup-cache.ts";
import type { WorkspaceFilter } from "./workspace-filter.ts";

/** What a tool may use: the deployment as its caller sees it, and nothing else. */
export interface ToolContext {
  readonly client: CoderClient;
  readonly connect: (agentId: string) => WorkspaceConn;
  /** Fires when the caller cancels or the call's time is over. */
  readonly signal: AbortSignal;
  readonly progress: (message: string, done?: number, total?: number) => void;
  readonly ask: Ask;
  /** Whether the caller can follow what goes on after the answer, so that waiting for it is of no use. */
  readonly follows: boolean;
  /** Workspaces outside of it do not exist. */
  readonly filter: WorkspaceFilter;
  readonly cache: LookupCache;
  /** Milliseconds that the whole call may take. */
  readonly timeoutMs: number;
}

const LONGEST_MARGIN_MS = 5000;

/** When a wait of so many seconds that begins at once must end, leaving time to answer within the call's timeout. */
export function waitDeadline({ timeoutMs }: ToolContext, seconds: number): number {
  const margin = Math.min(LONGEST_MARGIN_MS, timeoutMs * 0.2);
  return Date.now() + Math.max(0, Math.min(seconds * 1000, timeoutMs - margin));
}

export const remainingMs = (deadline: number): number => Math.max(0, Math.floor(deadline - Date.now()));

const PROMPT_ANSWER_MS = 1000;

/** When a tool must answer that would else wait until the deadline: soon, for a caller who follows what goes on. */
export const answerDeadline = ({ follows }: ToolContext, deadline: number): number =>
  follows ? Math.min(deadline, Date.now() + PROMPT_ANSWER_MS) : deadline;
