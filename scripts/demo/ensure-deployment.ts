import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { configDir } from "../../src/config/config-dir.ts";
import { readCredentials } from "../../src/config/credentials.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const READY = "Press Ctrl+C to stop.";
const START_WITHIN_MS = 60_000;

export interface DemoDeployment extends AsyncDisposable {
  readonly url: string;
  readonly started: boolean;
  /** For the programs of the demo. */
  readonly env: Record<string, string>;
}

/** The deployment that this machine is logged in to; starts `coder server` when it does not answer. */
export async function ensureDeployment(): Promise<DemoDeployment> {
  const env = inheritedEnv();
  const dir = configDir(env);
  const running = (await readCredentials(dir)).url;
  if (running !== "" && (await answers(running))) {
    return { url: running, started: false, env, [Symbol.asyncDispose]: async () => undefined };
  }
  const stop = await start(env);
  const { url } = await readCredentials(dir);
  return { url, started: true, env, [Symbol.asyncDispose]: stop };
}

function inheritedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

/** Starts `coder server` and returns what ends it. */
async function start(env: Record<string, string>): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(ROOT, "src", "cli", "main.ts"), "server"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const bound = AbortSignal.timeout(START_WITHIN_MS);
  let shown = "";
  for await (const chunk of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    shown += String(chunk);
    if (shown.includes(READY) || bound.aborted) break;
  }
  if (!shown.includes(READY)) {
    child.kill("SIGINT");
    throw new Error(`coder server did not start; it printed:\n${shown}`);
  }
  child.stdout.resume();
  return async () => {
    child.kill("SIGINT");
    await exited;
  };
}
