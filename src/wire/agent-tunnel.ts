import { z } from "zod";

/** What the deployment and an agent say to each other over the tunnel (design 4). */

export { SESSION_WINDOW, STREAM_WINDOW, TUNNEL_PATH, TUNNEL_PROTOCOL } from "./tunnel-settings.ts";

export const LIFECYCLES = [
  "created",
  "starting",
  "start_timeout",
  "start_error",
  "ready",
  "shutting_down",
  "shutdown_timeout",
  "shutdown_error",
  "off",
] as const;
export const Lifecycle = z.enum(LIFECYCLES);
export type Lifecycle = z.infer<typeof Lifecycle>;

export const StartupScript = z.object({
  id: z.string(),
  display_name: z.string(),
  script: z.string(),
  /** Seconds; 0 means no limit. */
  timeout_seconds: z.number(),
});
export type StartupScript = z.infer<typeof StartupScript>;

/** What the executions of one workspace may take together. */
export const ExecutionLimits = z.object({
  /** Commands that run at once. */
  running: z.int().min(1).default(64),
  /** Finished executions that are kept, newest first, by number and by bytes of output. */
  kept: z.int().min(1).default(200),
  kept_bytes: z
    .int()
    .min(0)
    .default(512 * 1024 ** 2),
  /** Output of running commands together; past it the one with the most is killed. */
  output_bytes: z
    .int()
    .min(1)
    .default(8 * 1024 ** 3),
});
export type ExecutionLimits = z.infer<typeof ExecutionLimits>;

/** Name of the request header in which the deployment tells the agent who asks. */
export const CALLER_HEADER = "coder-caller";

/**
 * Name of the request header with the folders that a call is held to, as URI-encoded JSON: it must be within one of each
 * list. A route that does not look at it does not answer such a call.
 */
export const PATHS_HEADER = "coder-paths";
export const PathLists = z.array(z.array(z.string().min(1)).min(1)).min(1);

/** Body of `POST /manifest`: the first request on every tunnel. */
export const Manifest = z.object({
  agent_id: z.string(),
  agent_name: z.string(),
  workspace_id: z.string(),
  workspace_name: z.string(),
  owner_name: z.string(),
  /** Startup scripts run once for each build, however often the agent restarts. */
  build_id: z.string(),
  /** Default working directory; `~` is the home directory. */
  directory: z.string(),
  env: z.record(z.string(), z.string()),
  scripts: z.array(StartupScript),
  limits: ExecutionLimits.prefault({}),
});
export type Manifest = z.infer<typeof Manifest>;

/** Answer to the manifest. */
export const Hello = z.object({
  version: z.string(),
  operating_system: z.string(),
  architecture: z.string(),
  expanded_directory: z.string(),
});
export type Hello = z.infer<typeof Hello>;

/**
 * One line of `GET /reports?after=<id>`, an endless NDJSON stream. Ids ascend over the agent's whole life, also
 * over its restarts; the agent keeps reports until the deployment asks for later ones.
 */
export const Report = z.discriminatedUnion("kind", [
  z.object({ id: z.int(), kind: z.literal("lifecycle"), at: z.string(), state: Lifecycle }),
  z.object({
    id: z.int(),
    kind: z.literal("log"),
    at: z.string(),
    source_id: z.string(),
    level: z.enum(["trace", "debug", "info", "warn", "error"]),
    output: z.string(),
  }),
  /** Sent while executions run, so that the workspace counts as used. */
  z.object({ id: z.int(), kind: z.literal("activity"), at: z.string(), running_executions: z.int() }),
]);
export type Report = z.infer<typeof Report>;

/** Body of `POST /shutdown`: how long executions may take to end after SIGTERM before SIGKILL. */
export const Shutdown = z.strictObject({ grace_ms: z.int().min(0).max(600_000).default(5000) });
export type Shutdown = z.input<typeof Shutdown>;
