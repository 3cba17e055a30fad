import type { ErrorCode } from "../wire/errors.ts";

/** How a tool call ended, or the reading of a resource, for the audit log. */
export interface CallOutcome {
  /** `mcp_tool` unless told. */
  readonly kind?: "mcp_tool" | "mcp_resource";
  /** The tool's name, or the resource's URI. */
  readonly tool: string;
  /** As the client sent them; they may hold secrets. */
  readonly args: unknown;
  /** `asked` when the call waits for a person's answer. */
  readonly code: "ok" | "asked" | "internal" | ErrorCode;
  readonly ms: number;
  /** Of the answer's texts. */
  readonly bytes?: number | undefined;
  /** What came of it, such as the exit code of a command. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
}

/** Writes a call down, or says in the server's log that it could not; a call is not answered before. */
export type RecordCall = (outcome: CallOutcome) => Promise<void>;
