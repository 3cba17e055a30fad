import type { ErrorCode } from "../wire/errors.ts";

/** How a tool call ended, for the audit log. */
export interface CallOutcome {
  readonly tool: string;
  /** As the client sent them; they may hold secrets. */
  readonly args: unknown;
  /** `asked` when the call waits for a person's answer. */
  readonly code: "ok" | "asked" | "internal" | ErrorCode;
  readonly ms: number;
}

/** Writes a call down, or says in the server's log that it could not; a call is not answered before. */
export type RecordCall = (outcome: CallOutcome) => Promise<void>;
