import type { CliContext, Env } from "./command.ts";

/** The context of a real process: its streams, and a signal that Ctrl+C and SIGTERM abort. */
export function processContext(env: Env): CliContext {
  const interrupted = new AbortController();
  const end = (): void => interrupted.abort();
  process.once("SIGINT", end).once("SIGTERM", end).once("SIGHUP", end);
  return {
    env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupted.signal,
  };
}
