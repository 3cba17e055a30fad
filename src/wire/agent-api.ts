import { z } from "zod";

/**
 * The agent's HTTP API, which the deployment serves under `/api/v2/workspaceagents/{id}` and relays.
 * Executions: one command each, durable, its output read by byte cursor (design 4).
 */

export const EXECUTION_STATES = ["running", "exited", "signaled", "timed_out", "killed", "lost"] as const;
export const ExecutionState = z.enum(EXECUTION_STATES);
export type ExecutionState = z.infer<typeof ExecutionState>;

export const MAX_TIMEOUT_MS = 24 * 3600 * 1000;
export const MAX_WAIT_MS = 300_000;
export const MAX_REPLY_BYTES = 1024 * 1024;

/** Rows and columns of a terminal, in characters. */
export const TerminalSize = z.strictObject({
  rows: z.int().min(1).max(1000),
  cols: z.int().min(1).max(1000),
});
export type TerminalSize = z.infer<typeof TerminalSize>;

/** The size that a terminal has; those of people may be larger than what may be asked for. */
export const ShownSize = z.object({ rows: z.int(), cols: z.int() });

/** Body of `POST /executions`. */
export const StartExecution = z.strictObject({
  command: z.string().min(1, "must not be empty"),
  workdir: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  /** Text the command reads, then end of file; without it (and without `keep_stdin`) stdin is empty. */
  stdin: z.string().optional(),
  /** Leaves stdin open for later `POST /executions/{id}/stdin`, after the text of `stdin` if any. */
  keep_stdin: z.boolean().default(false),
  /** Runs the command in a terminal of this size; its stdin stays open, and stderr cannot be separate. */
  pty: TerminalSize.optional(),
  /** Kills the whole process tree after so many milliseconds; absent means never. */
  timeout_ms: z.int().min(1).max(MAX_TIMEOUT_MS).optional(),
  /** How long the reply may wait for the end; 0 answers at once. */
  wait_ms: z.int().min(0).max(MAX_WAIT_MS).default(0),
  separate_stderr: z.boolean().default(false),
  /** Cap of the output inside the reply, split over head and tail. */
  reply_bytes: z
    .int()
    .min(0)
    .max(MAX_REPLY_BYTES)
    .default(16 * 1024),
  /** Leaves terminal escapes out of the reply. */
  strip_ansi: z.boolean().default(false),
  idempotency_key: z.string().min(1).max(128).optional(),
});
export type StartExecution = z.input<typeof StartExecution>;

export const Execution = z.object({
  id: z.string(),
  command: z.string(),
  workdir: z.string(),
  state: ExecutionState,
  exit_code: z.int().nullable(),
  signal: z.string().nullable(),
  pid: z.int().nullable(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  wall_ms: z.int(),
  timeout_ms: z.int().nullable(),
  separate_stderr: z.boolean(),
  /** Bytes saved so far: merged output (or stdout alone), and stderr when it is separate. */
  output_bytes: z.int(),
  stderr_bytes: z.int(),
  /** The terminal's present size; null without one. */
  pty: ShownSize.nullable().default(null),
  /** Name of the user who started it; null for startup scripts, or when nobody said. */
  started_by: z.string().nullable().default(null),
  /** Why the workspace itself ended it, apart from its timeout. */
  reason: z.string().nullable().default(null),
});
export type Execution = z.infer<typeof Execution>;

/**
 * A piece of saved output. `text` is UTF-8 with invalid bytes replaced; `gap` tells that bytes between
 * head and tail were left out, and at which cursor to read them.
 */
export const Output = z.object({
  text: z.string(),
  /** First byte of this piece, and the cursor that continues after it. */
  start: z.int(),
  next: z.int(),
  /** Bytes saved in the stream at the time of the reply. */
  total: z.int(),
  gap: z
    .object({
      start: z.int(),
      bytes: z.int(),
      /** Index in `text` (UTF-16 units) between head and tail, where the left-out bytes belong. */
      at: z.int().optional(),
    })
    .nullable(),
  /** Lines that a filter left out; 0 without one. */
  filtered_lines: z.int(),
});
export type Output = z.infer<typeof Output>;

export const ExecutionReply = z.object({
  execution: Execution,
  output: Output,
  stderr: Output.nullable(),
  /** True when an earlier call with the same idempotency key started it. */
  replayed: z.boolean(),
});
export type ExecutionReply = z.infer<typeof ExecutionReply>;

/** Query of `GET /executions/{id}/output`. */
export const ReadOutput = z.strictObject({
  stream: z.enum(["output", "stderr"]).default("output"),
  /** First byte wanted; absent starts at 0. Not with `tail_lines`. */
  cursor: z.coerce.number().int().min(0).optional(),
  /** Only the last (or first) so many lines. */
  tail_lines: z.coerce.number().int().min(1).max(100_000).optional(),
  head_lines: z.coerce.number().int().min(1).max(100_000).optional(),
  /** Only lines that match this regular expression. */
  grep: z.string().min(1).max(1000).optional(),
  /** Only what was printed in the last so many milliseconds, to about a second; not with `tail_lines`. */
  since_ms: z.coerce.number().int().min(0).optional(),
  /** Leaves terminal escapes out of `text`. */
  strip_ansi: z.stringbool().default(false),
  /** `base64` puts the exact bytes into `text`; with neither lines, nor `grep`, nor `strip_ansi`. */
  encoding: z.enum(["utf8", "base64"]).default("utf8"),
  reply_bytes: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_REPLY_BYTES)
    .default(16 * 1024),
  /** Waits until the execution ends (`exit`) or has bytes past the cursor (`output`), whichever `wait_for` says. */
  wait_ms: z.coerce.number().int().min(0).max(MAX_WAIT_MS).default(0),
  wait_for: z.enum(["exit", "output"]).default("exit"),
});
export type ReadOutput = z.input<typeof ReadOutput>;

export const ExecutionList = z.object({ executions: z.array(Execution) });

export const SIGNALS = ["SIGTERM", "SIGKILL", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;
export const MAX_GRACE_MS = 60_000;

/** Body of `POST /executions/{id}/signal` and `POST /processes/{pid}/signal`. */
export const SendSignal = z
  .strictObject({
    signal: z.enum(SIGNALS).default("SIGTERM"),
    /** SIGKILL follows after so many milliseconds for what still runs; absent sends `signal` alone. */
    grace_ms: z.int().min(0).max(MAX_GRACE_MS).optional(),
    /** Also to all descendants, and to what has left the command's session. */
    tree: z.boolean().default(true),
  })
  .refine(({ grace_ms, tree }) => tree || grace_ms === undefined, {
    path: ["grace_ms"],
    error: "only with tree: what a single process has started may outlive it",
  });
export type SendSignal = z.input<typeof SendSignal>;

/** Answer to `POST /processes/{pid}/signal`. */
export const SignalResult = z.object({
  /** Processes that got the signal. */
  signaled: z.int(),
  /** True when none of them runs any more. */
  ended: z.boolean(),
});
export type SignalResult = z.infer<typeof SignalResult>;

/** Body of `POST /executions/{id}/stdin`. */
export const WriteStdin = z.strictObject({
  data: z.string().default(""),
  /** After `data`; names such as `enter`, `up`, `ctrl-c`. Only for a command in a terminal. */
  keys: z.array(z.string()).max(100).default([]),
  close: z.boolean().default(false),
});
export type WriteStdin = z.input<typeof WriteStdin>;

export const AgentProcess = z.object({
  pid: z.int(),
  ppid: z.int(),
  user: z.string(),
  state: z.string(),
  cpu_percent: z.number(),
  memory_bytes: z.int(),
  started_at: z.string(),
  command: z.string(),
  execution_id: z.string().nullable(),
});
export type AgentProcess = z.infer<typeof AgentProcess>;
export const ProcessList = z.object({ processes: z.array(AgentProcess) });

export const Metrics = z.object({
  sampled_at: z.string(),
  uptime_seconds: z.number(),
  cpu: z.object({ percent: z.number(), cores: z.number() }),
  memory: z.object({ used_bytes: z.int(), total_bytes: z.int() }),
  disk: z.object({ used_bytes: z.int(), total_bytes: z.int(), path: z.string() }),
  /** Null where the workspace shares the network of its machine. */
  network: z.object({ received_bytes: z.int(), sent_bytes: z.int() }).nullable(),
  processes: z.int(),
  running_executions: z.int(),
});
export type Metrics = z.infer<typeof Metrics>;

/** What the samples of the last while come to. */
export const RecentUse = z.object({
  /** How long a while it is. */
  seconds: z.int(),
  cpu_percent_mean: z.number(),
  cpu_percent_max: z.number(),
  memory_bytes_max: z.int(),
});
export type RecentUse = z.infer<typeof RecentUse>;

/** A sample, and what went before it; null before the first of those. */
export const CurrentMetrics = Metrics.extend({ recent: RecentUse.nullable() });
export type CurrentMetrics = z.infer<typeof CurrentMetrics>;

/** The samples of the last hour, oldest first. */
export const MetricsHistory = z.object({ interval_seconds: z.number(), samples: z.array(Metrics) });
export type MetricsHistory = z.infer<typeof MetricsHistory>;
