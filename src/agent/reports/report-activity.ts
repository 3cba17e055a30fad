import type { Executions } from "../executions/executions.ts";
import type { ReportQueue } from "./report-queue.ts";

const EVERY_MS = 30_000;

/** Tells every half minute that commands run, so that the workspace counts as used; stops with `signal`. */
export function reportActivity(executions: Executions, reports: ReportQueue, signal: AbortSignal): void {
  const timer = setInterval(() => {
    const count = executions.running().filter(({ meta }) => !meta.is_startup).length;
    if (count > 0) reports.add({ kind: "activity", running_executions: count });
  }, EVERY_MS);
  timer.unref();
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
