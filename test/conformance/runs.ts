import { join } from "node:path";
import { requiredScenarios } from "./required-scenarios.ts";
import { runSuite, type Release, type Score } from "./run-suite.ts";

/** One way to run the suite against a server. */
interface Plan {
  readonly name: string;
  readonly release: Release;
  readonly args: readonly string[];
  /** The scenarios that count; undefined when all that run do. */
  readonly required: () => Promise<ReadonlySet<string> | undefined>;
  /** Scenarios that the suite does not score, and that must find something to check nevertheless. */
  readonly alsoChecked: readonly string[];
  /** What a server without the suite's fixtures must pass as well. */
  readonly ofAnyServer: readonly string[];
}

export interface Run {
  readonly plan: Plan;
  readonly required: readonly Score[];
  readonly unscored: readonly Score[];
  readonly exitCode: number;
  readonly output: string;
}

const EVERYWHERE = [
  "tools-list",
  "resources-list",
  "prompts-list",
  "server-sse-multiple-streams",
  "dns-rebinding-protection",
];

const MODERN = [
  "caching",
  "sep-2164-resource-not-found",
  "input-required-result-unsupported-methods",
  "http-header-validation",
];

/** The extension for tasks (SEP-2663); the suite's scenario for notifications of it is empty. */
const TASKS = [
  "tasks-capability-negotiation",
  "tasks-dispatch-and-envelope",
  "tasks-lifecycle",
  "tasks-mrtr-composition",
  "tasks-mrtr-input",
  "tasks-request-headers",
  "tasks-request-state-removal",
  "tasks-required-task-error",
  "tasks-wire-fields",
];

const LATER = ["http-custom-header-server-validation", "http-header-validation", "json-schema-2020-12"];

export const PLANS: readonly Plan[] = [
  {
    name: "2026-07-28",
    release: "newest",
    args: ["--requirements", "2026-07-28"],
    required: () => requiredScenarios("2026-07-28"),
    alsoChecked: [...TASKS, ...LATER],
    ofAnyServer: [...EVERYWHERE, ...MODERN],
  },
  {
    name: "2025-11-25",
    release: "newest",
    args: ["--requirements", "2025-11-25"],
    required: () => requiredScenarios("2025-11-25"),
    alsoChecked: ["json-schema-2020-12", "server-session-lifecycle"],
    ofAnyServer: [...EVERYWHERE, "server-initialize", "ping", "server-session-lifecycle"],
  },
  {
    name: "active",
    release: "stable",
    args: ["--suite", "active"],
    required: async () => undefined,
    alsoChecked: [],
    ofAnyServer: [...EVERYWHERE, "server-initialize", "ping"],
  },
];

const BASELINE = join(import.meta.dirname, "expected-failures.yml");

/** Runs a plan and tells the scenarios that count from those that are only reported. */
export async function run(plan: Plan, mcpUrl: string): Promise<Run> {
  const args = ["server", "--url", mcpUrl, ...plan.args, "--expected-failures", BASELINE];
  const { scores, exitCode, output } = await runSuite(plan.release, args);
  const required = await plan.required();
  const counts = ({ scenario }: Score) => required === undefined || required.has(scenario);
  return {
    plan,
    exitCode,
    output,
    required: scores.filter(counts),
    unscored: scores.filter((score) => !counts(score)),
  };
}

export const isPassed = ({ failed }: Score): boolean => failed === 0;

/** A scenario that found nothing to check passes without saying anything. */
export const isEmpty = ({ passed, failed }: Score): boolean => passed + failed === 0;
