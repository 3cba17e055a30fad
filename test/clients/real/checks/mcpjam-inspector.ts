import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { until } from "../../../support/until.ts";
import type { Bench } from "../bench.ts";
import { endGroup } from "../run-program.ts";

/** It would listen on every interface, and starts whatever program a request names. */
const LOOPBACK_ONLY = `import { Server } from "node:net";
const { listen } = Server.prototype;
Server.prototype.listen = function (port, host, ...rest) {
  return typeof host === "string" ? listen.call(this, port, "127.0.0.1", ...rest) : listen.call(this, port, host, ...rest);
};`;

const STARTS_WITHIN_MS = 60_000;

// Tests look into answers freely.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

export interface McpJam extends AsyncDisposable {
  readonly get: (path: string) => Promise<Answer>;
  /** Throws with what it said where that is not a success. */
  readonly post: (path: string, body: object) => Promise<Answer>;
}

/** MCPJam with the servers of a client's file; what its page asks for is asked here. */
export async function startMcpJam({ env, home, project }: Bench, file: string): Promise<McpJam> {
  const port = await freePort();
  const args = ["--port", String(port), "--config", join(home, file), "--server", "coder"];
  // It looks for programs where the login shell has them.
  await writeFile(join(home, ".profile"), `export PATH='${env["PATH"] ?? ""}'\n`);
  const preload = `--import=data:text/javascript,${encodeURIComponent(LOOPBACK_ONLY)}`;
  const child = spawn("inspector", args, {
    cwd: project,
    env: { ...env, NODE_OPTIONS: preload },
    stdio: "ignore",
    detached: true,
  });
  const exit = once(child, "exit");
  const end = async (): Promise<void> => {
    endGroup(child.pid);
    await exit;
  };
  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`MCPJam answered ${path} with ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const get = async (path: string): Promise<Answer> => await ask(path);
  const headers = { "content-type": "application/json" };
  const post = async (path: string, body: object): Promise<Answer> =>
    await ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  try {
    await until("MCPJam answers", () => get("mcp-cli-config").catch(() => false), STARTS_WITHIN_MS);
  } catch (error) {
    await end();
    throw error;
  }
  return { get, post, [Symbol.asyncDispose]: end };
}

/** It takes no port 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
