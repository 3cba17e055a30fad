import { readFile } from "node:fs/promises";
import { hash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import type { Manifest, StartupScript } from "../../wire/agent-tunnel.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import type { Executions } from "../executions/executions.ts";
import type { Log } from "../log.ts";
import { saveWhole } from "../save-whole.ts";
import type { ReportQueue } from "../reports/report-queue.ts";
import { relayOutput } from "./relay-output.ts";

const Outcome = z.enum(["ready", "start_timeout", "start_error"]);
type Outcome = z.infer<typeof Outcome>;

export interface StartupDeps {
  readonly root: string;
  readonly executions: Executions;
  readonly reports: ReportQueue;
  readonly log: Log;
}

/**
 * Runs the manifest's scripts once for its build, and reports how that went. Each script is an execution whose key is
 * the build, so an agent that restarts in the middle goes on watching the same run.
 */
export async function runStartup(deps: StartupDeps, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const marker = join(deps.root, `${hash("sha256", manifest.build_id, "hex")}.json`);
  const earlier = await readOutcome(marker);
  if (earlier !== undefined || manifest.scripts.length === 0) {
    deps.reports.add({ kind: "lifecycle", state: earlier ?? "ready" });
    return;
  }
  deps.reports.add({ kind: "lifecycle", state: "starting" });
  const outcomes = await Promise.all(
    manifest.scripts.map(async (script) => await runScript(deps, manifest, script, signal)),
  );
  if (signal.aborted) return;
  const outcome = worst(outcomes);
  await saveOutcome(deps, marker, outcome);
  deps.reports.add({ kind: "lifecycle", state: outcome });
}

async function runScript(
  deps: StartupDeps,
  manifest: Manifest,
  script: StartupScript,
  signal: AbortSignal,
): Promise<Outcome> {
  const tell = (level: "info" | "error", output: string) =>
    deps.reports.add({ kind: "log", source_id: script.id, level, output });
  try {
    const { record } = await deps.executions.start(requestFor(manifest, script), {
      isStartup: true,
      by: null,
    });
    await relayOutput(record, (line) => tell("info", line), signal);
    const outcome = outcomeOf(record);
    if (outcome !== "ready" && !signal.aborted)
      tell("error", `${script.display_name}: ${reasonOf(record, script)}`);
    return outcome;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    deps.log("error", "a startup script could not be run", { script: script.id, error: text });
    tell("error", `${script.display_name} could not be started: ${text}`);
    return "start_error";
  }
}

function requestFor(manifest: Manifest, script: StartupScript) {
  return {
    command: script.script,
    wait_ms: 0,
    reply_bytes: 0,
    separate_stderr: false,
    keep_stdin: false,
    strip_ansi: false,
    idempotency_key: `startup:${hash("sha256", `${manifest.build_id}/${script.id}`, "hex")}`,
    ...(script.timeout_seconds > 0 ? { timeout_ms: Math.ceil(script.timeout_seconds * 1000) } : {}),
  };
}

function outcomeOf({ end }: ExecutionRecord): Outcome {
  if (end?.state === "timed_out") return "start_timeout";
  return end?.exit_code === 0 ? "ready" : "start_error";
}

function reasonOf({ end }: ExecutionRecord, script: StartupScript): string {
  if (end?.state === "timed_out") return `ended after its limit of ${script.timeout_seconds} seconds`;
  if (end?.signal) return `ended by ${end.signal}`;
  return end?.exit_code == null ? "was lost" : `ended with exit code ${end.exit_code}`;
}

function worst(outcomes: readonly Outcome[]): Outcome {
  return (
    outcomes.find((outcome) => outcome === "start_error") ??
    outcomes.find((outcome) => outcome !== "ready") ??
    "ready"
  );
}

async function readOutcome(marker: string): Promise<Outcome | undefined> {
  const text = await readFile(marker, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Outcome.safeParse(text).data;
}

async function saveOutcome({ log }: StartupDeps, marker: string, outcome: Outcome): Promise<void> {
  try {
    await saveWhole(marker, outcome);
  } catch (error) {
    log("error", "the startup marker could not be saved", { error: String(error) });
  }
}
