import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { CODER } from "./server-process.ts";

export interface CoderRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const WITHIN_MS = 15_000;

/** Runs `coder` to its end with an environment of its own; stdin holds `input`. */
export async function runCoder(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = "",
): Promise<CoderRun> {
  const child = spawn(process.execPath, [CODER, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: WITHIN_MS,
    killSignal: "SIGKILL",
  });
  const exit = once(child, "exit");
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exit;
  return { code: child.exitCode, stdout, stderr };
}
