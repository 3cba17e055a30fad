import type {
  AgentProcess,
  CurrentMetrics,
  Execution,
  ExecutionReply,
  ReadOutput,
  SendSignal,
  SignalResult,
  StartExecution,
  TerminalSize,
  WriteStdin,
} from "../wire/agent-api.ts";
import type {
  EditFiles,
  EditResult,
  FileListing,
  FileStat,
  FileText,
  FindFiles,
  FoundFiles,
  ListFiles,
  ReadBytes,
  ReadText,
  WriteFile,
  WriteResult,
} from "../wire/agent-files.ts";
import type { FileTransfer, StartTransfer } from "../wire/file-transfer.ts";
import type { CheckpointConn } from "./checkpoint-conn.ts";

/**
 * Reaches one agent of a workspace (design 4). Every implementation gives the same results for the same calls, and
 * throws AppError with the same codes.
 */
export interface WorkspaceConn {
  readonly checkpoints: CheckpointConn;
  readonly start: (request: StartExecution, signal: AbortSignal) => Promise<ExecutionReply>;
  readonly output: (id: string, query: ReadOutput, signal: AbortSignal) => Promise<ExecutionReply>;
  readonly executions: (signal: AbortSignal) => Promise<readonly Execution[]>;
  /** Writes to a running command's stdin, which must have been kept open. */
  readonly input: (id: string, input: WriteStdin, signal: AbortSignal) => Promise<Execution>;
  readonly resize: (id: string, size: TerminalSize, signal: AbortSignal) => Promise<Execution>;
  /** Sends a signal to a command, by default to its whole process tree; `grace_ms` says when SIGKILL follows. */
  readonly signal: (id: string, request: SendSignal, signal: AbortSignal) => Promise<Execution>;
  /** The same for any process of the workspace by its number. */
  readonly signalProcess: (pid: number, request: SendSignal, signal: AbortSignal) => Promise<SignalResult>;
  readonly processes: (signal: AbortSignal) => Promise<readonly AgentProcess[]>;
  readonly metrics: (signal: AbortSignal) => Promise<CurrentMetrics>;
  readonly stat: (path: string, signal: AbortSignal) => Promise<FileStat>;
  readonly list: (query: ListFiles, signal: AbortSignal) => Promise<FileListing>;
  readonly find: (query: FindFiles, signal: AbortSignal) => Promise<FoundFiles>;
  /** The file's etag at once and after each change, null while nothing is there; ends with the connection. */
  readonly watch: (path: string, signal: AbortSignal) => AsyncIterable<string | null>;
  readonly readText: (query: ReadText, signal: AbortSignal) => Promise<FileText>;
  readonly readBytes: (query: ReadBytes, signal: AbortSignal) => Promise<Uint8Array>;
  readonly write: (query: WriteFile, content: Uint8Array, signal: AbortSignal) => Promise<WriteResult>;
  /** A URL by which one file is fetched or brought without a token, for a while; AppError unsupported without such. */
  readonly transfer: (request: StartTransfer, signal: AbortSignal) => Promise<FileTransfer>;
  /** All of the edits or none. */
  readonly edit: (request: EditFiles, signal: AbortSignal) => Promise<EditResult>;
}
