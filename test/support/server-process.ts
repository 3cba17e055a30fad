import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { readCredentials } from "../../src/config/credentials.ts";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import type { Place } from "./api-calls.ts";

export const CODER = join(PACKAGE_ROOT, "src", "cli", "main.ts");

export interface ServerOptions {
  readonly configDir: string;
  /** Empty runs an embedded database. */
  readonly postgresUrl?: string;
  /** 0 takes a free one; a restart needs the same. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What is started; the sources unless given. */
  readonly program?: string;
}

/** `coder server` as a process of its own. */
export interface ServerProcess extends Place {
  readonly port: number;
  readonly pid: number;
  /** What the start told on stdout. */
  readonly banner: string;
  /** Sends a signal and waits for the end: exit code and signal. */
  readonly end: (signal: NodeJS.Signals) => Promise<readonly [number | null, NodeJS.Signals | null]>;
  /** What it wrote to stderr. */
  readonly log: () => string;
}

/** Starts `coder server` and returns when it is ready; throws with its own words when it ends before. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { configDir, postgresUrl = "", port = 0, env = {}, program = CODER } = options;
  const child = spawn(process.execPath, [program, "server", "--http-address", `127.0.0.1:${port}`], {
    env: {
      PATH: process.env["PATH"] ?? "",
      CODER_CONFIG_DIR: configDir,
      CODER_PG_CONNECTION_URL: postgresUrl,
      CODER_API_RATE_LIMIT: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const banner = await readBanner(child, () => errors);
  const url = /^Access URL\s+(\S+)/m.exec(banner)?.[1] ?? "";
  return {
    url,
    token: (await readCredentials(configDir)).token,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    banner,
    end: async (signal) => await end(child, signal),
    log: () => errors,
  };
}

async function readBanner(child: ChildProcess, errors: () => string): Promise<string> {
  let out = "";
  const exit = once(child, "exit");
  const ready = new Promise<string>((resolve) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      if (out.includes("Press Ctrl+C")) resolve(out);
    });
  });
  const first = await Promise.race([ready, exit]);
  if (typeof first === "string") return first;
  throw new Error(`the server ended with ${String(first[0])}: ${errors()}`);
}

async function end(
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<readonly [number | null, NodeJS.Signals | null]> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
  return [child.exitCode, child.signalCode];
}
