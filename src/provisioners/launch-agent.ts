import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { Socket } from "node:net";
import { Duplex, Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { identify } from "../lib/process-identity.ts";
import { AppError } from "../wire/errors.ts";

const Identity = z.object({ pid: z.int(), started: z.string() });

/** The processes by which an agent and all it started can be ended, also by a later deployment. */
export const Launched = z.object({
  /** Leads the session: bwrap, or the supervising shell. */
  launcher: Identity,
  /** First process of the sandbox's process namespace. */
  init: Identity.nullable(),
  /** The shell around the agent. */
  supervisor: Identity,
});
export type Launched = z.infer<typeof Launched>;

export interface Launch {
  /** Must write `up` to descriptor 4 once it runs; bwrap writes its facts to descriptor 3, and reads 5. */
  readonly argv: readonly string[];
  /** What descriptor 5 says. */
  readonly options: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Gets what goes wrong before the agent has a log. */
  readonly errors: string;
  /** Its stdin stays open, and ends with this process; else it is empty. */
  readonly hasStdin: boolean;
}

export interface LaunchedAgent {
  readonly launched: Launched;
  readonly stdin: Writable | null;
  /** Aborts when the launcher ends, and with it all it started in a sandbox. */
  readonly ended: AbortSignal;
}

const Info = z.object({ "child-pid": z.int() });
const UP_MS = 10_000;

/**
 * Starts a command in a session of its own that outlives this process, and returns when it runs. Throws AppError
 * "unavailable" with its own words when it does not come up.
 */
export async function launchAgent(launch: Launch, signal: AbortSignal): Promise<LaunchedAgent> {
  signal.throwIfAborted();
  const errors = await open(launch.errors, "w", 0o600);
  const [command = "", ...args] = launch.argv;
  const { env, cwd } = launch;
  const stdin = launch.hasStdin ? "pipe" : "ignore";
  const stdio = [stdin, "ignore", errors.fd, "pipe", "pipe", "pipe"] as const;
  const child = spawn(command, args, { env, cwd, detached: true, stdio: [...stdio] });
  const ended = new AbortController();
  child.once("exit", () => ended.abort());
  const failed = once(child, "exit").catch((error: unknown) => [error]);
  const pipes: readonly unknown[] = child.stdio;
  const [, , , info, up, options] = pipes;
  try {
    if (!(info instanceof Readable && up instanceof Readable && options instanceof Writable))
      throw new Error("no pipes to the sandbox");
    options.on("error", () => undefined).end(launch.options); // it ended: `failed` tells
    const facts = text(info).catch(() => "");
    await Promise.race([
      once(up, "data", { signal: AbortSignal.any([signal, AbortSignal.timeout(UP_MS)]) }),
      rejected(failed),
    ]);
    const launcher = await identify(child.pid ?? 0);
    if (launcher === undefined) throw new Error("it ended at once");
    const init = await initOf(await facts);
    const supervisor = (await childOf(init)) ?? launcher;
    return { launched: { launcher, init, supervisor }, stdin: detach(child.stdin), ended: ended.signal };
  } catch (cause) {
    if (child.pid !== undefined) child.kill("SIGKILL");
    signal.throwIfAborted();
    const detail = (await readFile(launch.errors, "utf8")).trim().slice(-2000);
    throw new AppError("unavailable", "the workspace's agent could not be started", { detail, cause });
  } finally {
    for (const pipe of [info, up, options]) if (pipe instanceof Duplex) pipe.destroy();
    child.unref();
    await errors.close();
  }
}

/** Neither holds this process nor fails it when the other side has ended. */
function detach(stdin: Writable | null): Writable | null {
  if (stdin instanceof Socket) stdin.unref();
  return stdin?.on("error", () => undefined) ?? null;
}

async function rejected(exit: Promise<readonly unknown[]>): Promise<never> {
  const [code, name] = await exit;
  throw new Error(`it ended: ${String(name ?? code)}`, { cause: code });
}

async function initOf(facts: string): Promise<Launched["init"]> {
  if (facts === "") return null;
  return (await identify(Info.parse(JSON.parse(facts))["child-pid"])) ?? null;
}

/** When the supervisor has just come up it is the only child of the sandbox's first process. */
async function childOf(init: Launched["init"]): Promise<Launched["init"]> {
  if (init === null) return null;
  const children = await readFile(`/proc/${init.pid}/task/${init.pid}/children`, "utf8").catch(() => "");
  return (await identify(Number.parseInt(children, 10))) ?? null;
}
