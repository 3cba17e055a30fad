import { mkdir } from "node:fs/promises";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { join } from "node:path";
import { ripgrepPath } from "../lib/ripgrep-path.ts";
import type { Manifest } from "../wire/agent-tunnel.ts";
import { openExecutions } from "./executions/executions.ts";
import type { Executions } from "./executions/executions.ts";
import { expandDirectory } from "./executions/working-directory.ts";
import { createEditJournal } from "./files/edits/edit-journal.ts";
import { recoverBatches } from "./files/edits/recover-batches.ts";
import { createWriteJournal } from "./files/write-journal.ts";
import { answerWith } from "./http/answer.ts";
import { openCheckpoints } from "./checkpoints/checkpoints.ts";
import type { WriteDeps } from "./files/write-file.ts";
import { createKeyedLock } from "../lib/keyed-lock.ts";
import type { Log } from "./log.ts";
import { createMetricsSampler } from "./metrics/sample-metrics.ts";
import { keepMetrics } from "./metrics/metrics-history.ts";
import { createProcessLister } from "./processes/list-processes.ts";
import { reportActivity } from "./reports/report-activity.ts";
import { createReportQueue } from "./reports/report-queue.ts";
import type { ReportQueue } from "./reports/report-queue.ts";
import { checkpointRoutes } from "./routes/checkpoint-routes.ts";
import { executionRoutes } from "./routes/execution-routes.ts";
import { fileRoutes } from "./routes/file-routes.ts";
import type { FileDeps } from "./routes/file-routes.ts";
import { metricsRoutes } from "./routes/metrics-routes.ts";
import { portRoutes } from "./routes/port-routes.ts";
import { processRoutes } from "./routes/process-routes.ts";
import { transferRoutes } from "./routes/transfer-routes.ts";
import { terminalRoutes } from "./routes/terminal-routes.ts";
import { workspaceRoutes } from "./routes/workspace-routes.ts";
import { runStartup } from "./startup/run-startup.ts";
import { openTerminals } from "./terminals/terminals.ts";

/** An hour. */
const KEPT_METRICS = { intervalMs: 15_000, keep: 240 };

/** How long a terminal waits for a client to come back (coder-api 4.1). */
const FORGET_TERMINALS_MS = 300_000;

export interface AgentContext {
  readonly stateDir: string;
  readonly home: string;
  readonly version: string;
  /** Where `rg` is; absent where it is a package's, or on PATH. */
  readonly ripgrep?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Called once after a shutdown, when the deployment has heard of it or had its time. */
  readonly end: () => void;
}

export type AnswerStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => Promise<void>;

/** Everything the agent does behind its tunnel, until `signal` aborts. */
export async function openAgent(context: AgentContext, signal: AbortSignal): Promise<AnswerStream> {
  const { stateDir, home, env, log } = context;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  let manifest: Manifest | undefined;
  const root = join(stateDir, "executions");
  const executions = await openExecutions({ root, home, env, manifest: () => manifest }, signal);
  const wrappers = () => executions.running().flatMap(({ pid }) => pid ?? []);
  const reports = createReportQueue();
  reportActivity(executions, reports, signal);
  const startup = createStartup({ root: join(stateDir, "startup"), executions, reports, log }, signal);
  const workspace = workspaceRoutes({
    version: context.version,
    reports,
    configure: (received) => {
      manifest = received;
      startup(received);
      return expandDirectory({ home, directory: received.directory });
    },
    shutDown: async (graceMs) => await shutDown({ ...context, executions, reports }, graceMs, signal),
  });
  const lock = createKeyedLock();
  const checkpoints = openCheckpoints({ root: join(stateDir, "checkpoints"), lock, log });
  const files = await openFiles(context, { lock, before: checkpoints.before });
  const sampled = { home, runningExecutions: () => executions.running().length };
  const metrics = metricsRoutes({
    sample: createMetricsSampler(sampled),
    kept: keepMetrics({ ...KEPT_METRICS, sample: createMetricsSampler(sampled) }, signal),
  });
  const processes = processRoutes({ wrappers, listProcesses: createProcessLister(wrappers) });
  const kept = [...checkpointRoutes(home, checkpoints), ...transferRoutes(home, files.write)];
  const opened = openTerminals({ executions, env, forgetAfterMs: FORGET_TERMINALS_MS, log });
  const commands = [...executionRoutes(executions, env["PATH"]), ...terminalRoutes(opened, env["PATH"])];
  return answerWith(
    [...workspace, ...metrics, ...processes, ...portRoutes, ...commands, ...fileRoutes(home, files), ...kept],
    log,
  );
}

/** What writes and edits share: the lock, and records of what was done and of what was interrupted. */
async function openFiles(
  { stateDir, log, ripgrep }: AgentContext,
  { lock, before }: Pick<WriteDeps, "lock" | "before">,
): Promise<FileDeps> {
  const batches = join(stateDir, "edit-batches");
  const tellConflicts = await recoverBatches(batches, log);
  return {
    write: { lock, before, journal: createWriteJournal(join(stateDir, "writes")) },
    edit: { lock, before, journal: createEditJournal(join(stateDir, "edits")), batches, tellConflicts },
    ripgrep: ripgrep ?? ripgrepPath() ?? "rg",
  };
}

/** Every tunnel brings the manifest; the scripts of one build are run, or watched, once in this process. */
function createStartup(
  deps: Parameters<typeof runStartup>[0],
  signal: AbortSignal,
): (manifest: Manifest) => void {
  let build: string | undefined;
  return (manifest) => {
    if (manifest.build_id === build) return;
    build = manifest.build_id;
    void runStartup(deps, manifest, signal).catch((error: unknown) => {
      deps.log("error", "startup failed", { error: String(error) });
      deps.reports.add({ kind: "lifecycle", state: "start_error" });
    });
  };
}

async function shutDown(
  { executions, reports, end }: { executions: Executions; reports: ReportQueue; end: () => void },
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  reports.add({ kind: "lifecycle", state: "shutting_down" });
  await executions.shutDown(graceMs);
  reports.add({ kind: "lifecycle", state: "off" });
  void reports.drained(AbortSignal.any([signal, AbortSignal.timeout(2000)])).then(() => setTimeout(end, 200));
}
