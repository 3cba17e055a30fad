import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { AppError } from "../../wire/errors.ts";

export type DatabaseLog = (level: "debug" | "info" | "warn" | "error", message: string) => void;

/** One run of the server process. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when it is over, with what it was: `exit code 1` or `signal SIGKILL`. */
  readonly ended: Promise<string>;
  /** Fast shutdown (open transactions are rolled back); harder means when that takes too long. */
  readonly stop: () => Promise<void>;
}

const FAST_SHUTDOWN_MS = 15_000;
const QUIT_MS = 5000;
const TAIL_LINES = 5;

/** Starts the server and waits until it accepts connections; throws AppError "unavailable" with its last words. */
export async function startPostmaster(
  argv: readonly string[],
  log: DatabaseLog,
  signal: AbortSignal,
): Promise<Postmaster> {
  signal.throwIfAborted();
  const [command = "", ...args] = argv;
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    // Ctrl+C reaches every process of the terminal's group; the database must outlive those that use it.
    detached: true,
    env: { LC_ALL: "C", TZ: "UTC" },
  });
  const ended = once(child, "close").then(
    ([code, name]) => (name === null ? `exit code ${code}` : `signal ${name}`),
    (error: unknown) => String(error),
  );
  const tail: string[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on("line", (line) => {
    tail.splice(0, Math.max(0, tail.length - TAIL_LINES + 1));
    tail.push(line);
    log(levelOf(line), line);
    if (line.includes("database system is ready to accept connections")) ready.resolve();
  });
  const stop = () => stopChild((name) => child.kill(name), ended);
  const aborted = Promise.withResolvers<"aborted">();
  const onAbort = () => aborted.resolve("aborted");
  signal.addEventListener("abort", onAbort, { once: true });
  const outcome = await Promise.race([ready.promise, ended, aborted.promise]);
  signal.removeEventListener("abort", onAbort);
  if (outcome === "aborted") await stop();
  signal.throwIfAborted();
  if (outcome === undefined && child.pid !== undefined) return { pid: child.pid, ended, stop };
  throw new AppError("unavailable", `the embedded PostgreSQL did not start: ${outcome ?? "no process"}`, {
    detail: tail.join("\n"),
  });
}

async function stopChild(kill: (name: NodeJS.Signals) => boolean, ended: Promise<string>): Promise<void> {
  const harder = (name: NodeJS.Signals, afterMs: number) => setTimeout(() => kill(name), afterMs);
  kill("SIGINT");
  const timers = [harder("SIGQUIT", FAST_SHUTDOWN_MS), harder("SIGKILL", FAST_SHUTDOWN_MS + QUIT_MS)];
  await ended;
  for (const timer of timers) clearTimeout(timer);
}

function levelOf(line: string): "debug" | "warn" | "error" {
  if (/^(?:FATAL|PANIC): /.test(line)) return "error";
  return line.startsWith("WARNING: ") ? "warn" : "debug";
}
