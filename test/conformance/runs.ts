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

export const PLANS: readonly Plan[] = [
  {
    name: "2026-07-28",
    release: "newest",
    args: ["--requirements", "2026-07-28"],
    required: () => requiredScenarios("2026-07-28"),
    ofAnyServer: [...EVERYWHERE, ...MODERN],
  },
  {
    name: "2025-11-25",
    release: "newest",
    args: ["--requirements", "2025-11-25"],
    required: () => requiredScenarios("2025-11-25"),
    ofAnyServer: [...EVERYWHERE, "server-initialize", "ping", "server-session-lifecycle"],
  },
  {
    name: "active",
    release: "stable",
    args: ["--suite", "active"],
    required: async () => undefined,
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
