import { spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";

export interface ProgramRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, without colours; for what a client may write to either. */
  readonly output: string;
}

export interface ProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly withinMs?: number;
  /** What stdin holds until its end; without it there is no end, which some take as a wish to stop. */
  readonly input?: string | undefined;
}

const WITHIN_MS = 90_000;

/** Runs a program to its end; what it started and left behind ends with it. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { env, cwd, withinMs = WITHIN_MS, input }: ProgramOptions,
): Promise<ProgramRun> {
  const child = spawn(command, args, { env, cwd, stdio: ["pipe", "pipe", "pipe"], detached: true });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => undefined);
  if (input !== undefined) child.stdin.end(input);
  const late = setTimeout(() => endGroup(child.pid), withinMs);
  // What it left behind may hold its streams open, so the exit counts, not their end.
  await once(child, "exit").finally(() => clearTimeout(late));
  endGroup(child.pid);
  const output = stripVTControlCharacters(`${stdout}\n${stderr}`);
  return { code: child.exitCode, stdout, stderr, output };
}

/** The group is that of a program which was started here as the leader of a group of its own. */
export function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}
