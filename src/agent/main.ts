import { fstatSync, ftruncateSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { VERSION } from "../lib/version.ts";
import { readAgentConfig } from "./agent-config.ts";
import type { Log } from "./log.ts";
import { runAgent } from "./run-agent.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `coder agent`: reads CODER_AGENT_URL, CODER_AGENT_TOKEN or CODER_AGENT_TOKEN_FILE, and CODER_AGENT_STATE_DIR, or
 * these from CODER_AGENT_CONFIG_FILE; logs JSON lines to stderr, a file that it begins anew past CODER_AGENT_LOG_LIMIT
 * bytes; returns the exit code. SIGTERM and SIGINT end the agent and leave its executions running.
 */
export async function agentMain(given: Env, ripgrep?: string): Promise<number> {
  const limit = Number(given["CODER_AGENT_LOG_LIMIT"] ?? Infinity);
  const log = createLog((line) => {
    boundStderr(limit);
    process.stderr.write(line);
  });
  const stop = new AbortController();
  const end = () => stop.abort();
  process.on("SIGTERM", end).on("SIGINT", end);
  try {
    const file = given["CODER_AGENT_CONFIG_FILE"];
    const config = file ? await readAgentConfig(file, () => process.stdin, stop.signal) : {};
    if (config === undefined) return 0;
    const env = { ...given, ...config };
    await runAgent({ ...(await settingsOf(env)), log, version: VERSION, env, ripgrep }, stop.signal);
    return 0;
  } catch (error) {
    log("error", error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    process.off("SIGTERM", end).off("SIGINT", end);
  }
}

async function settingsOf(env: Env) {
  const url = env["CODER_AGENT_URL"];
  if (!url) throw new Error("CODER_AGENT_URL is not set: it must be the deployment's URL");
  const home = env["HOME"] || homedir();
  const stateDir = env["CODER_AGENT_STATE_DIR"] || join(home, ".local", "state", "coder");
  return { url, token: await tokenOf(env), home, stateDir };
}

async function tokenOf(env: Env): Promise<string> {
  const file = env["CODER_AGENT_TOKEN_FILE"];
  const token = env["CODER_AGENT_TOKEN"] || (file ? (await readFile(file, "utf8")).trim() : "");
  if (token !== "") return token;
  throw new Error("CODER_AGENT_TOKEN or CODER_AGENT_TOKEN_FILE must hold the agent's token");
}

function boundStderr(limit: number): void {
  if (limit === Infinity) return;
  const stat = fstatSync(2);
  if (stat.isFile() && stat.size > limit) ftruncateSync(2);
}

function createLog(write: (line: string) => void): Log {
  return (level, message, fields) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), level, msg: message, ...fields })}\n`);
  };
}
