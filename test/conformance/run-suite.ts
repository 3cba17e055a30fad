import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";

/** The releases of the official suite that are installed, under the names they have here. */
export const RELEASES = {
  newest: "@modelcontextprotocol/conformance",
  stable: "mcp-conformance-stable",
} as const;

export type Release = keyof typeof RELEASES;

export interface Score {
  readonly scenario: string;
  readonly passed: number;
  readonly failed: number;
  readonly warnings: number;
  /** What failed or was warned of, in the suite's words. */
  readonly faults: readonly string[];
}

export interface SuiteResult {
  readonly scores: readonly Score[];
  readonly exitCode: number;
  readonly output: string;
}

const Checks = z.array(z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }));

/** Runs the suite's program as anybody would and reads what it saved; `onLine` sees its output as it comes, and may end it. */
export async function runSuite(
  release: Release,
  args: readonly string[],
  onLine: (line: string, stop: () => void) => void = () => undefined,
): Promise<SuiteResult> {
  const dir = await mkdtemp(join(tmpdir(), "coder-conformance-results-"));
  try {
    const program = join(PACKAGE_ROOT, "node_modules", RELEASES[release], "dist", "index.js");
    const child = spawn(process.execPath, [program, ...args, "--output-dir", dir], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines: string[] = [];
    child.stderr.on("data", (chunk: Buffer) => lines.push(chunk.toString()));
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      onLine(line, () => child.kill());
    });
    const [code] = await once(child, "close");
    return { scores: await readScores(dir), exitCode: code ?? 1, output: lines.join("\n") };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The version of a release, from its package. */
export async function versionOf(release: Release): Promise<string> {
  const path = join(PACKAGE_ROOT, "node_modules", RELEASES[release], "package.json");
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(path, "utf8"))).version;
}

/** The suite saves a directory a scenario: `server-<scenario>-<time>`. */
async function readScores(dir: string): Promise<readonly Score[]> {
  const scores: Score[] = [];
  for (const name of (await readdir(dir)).toSorted()) {
    const scenario = name.replace(/^(server|authorization-server)-/, "").replace(/-\d{4}-\d\d-\d\dT.*$/, "");
    const checks = Checks.parse(JSON.parse(await readFile(join(dir, name, "checks.json"), "utf8")));
    const count = (status: string) => checks.filter((check) => check.status === status).length;
    scores.push({
      scenario,
      passed: count("SUCCESS"),
      failed: count("FAILURE"),
      warnings: count("WARNING"),
      faults: checks
        .filter(({ status }) => status === "FAILURE" || status === "WARNING")
        .map(({ id, errorMessage = "" }) => `${id}: ${errorMessage}`),
    });
  }
  return scores;
}
