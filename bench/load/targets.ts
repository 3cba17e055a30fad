import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCredentials } from "../../src/config/credentials.ts";

/** A server in a process of its own. */
export interface Target extends AsyncDisposable {
  readonly port: number;
  readonly path: string;
  /** Empty for servers that ask for no token. */
  readonly token: string;
  /** Bytes of memory that the process has in use. */
  readonly rss: () => Promise<number>;
}

const ROOT = join(import.meta.dirname, "..", "..");
const KUBERNETES = join(
  ROOT,
  "node_modules/kubernetes-mcp-server-linux-amd64/bin/kubernetes-mcp-server-linux-amd64",
);
/** So high that limits count and never refuse. */
const HIGH_LIMIT = "999999999";

/** `coder server` with everything on: tokens, rights, limits. */
export async function startCoder(): Promise<Target> {
  const dir = await mkdtemp(join(tmpdir(), "coder-load-"));
  const child = spawn(process.execPath, [join(ROOT, "dist/bundle/coder.js"), "server"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"] ?? "",
      CODER_CONFIG_DIR: dir,
      CODER_HTTP_ADDRESS: "127.0.0.1:0",
      CODER_API_RATE_LIMIT: HIGH_LIMIT,
      CODER_MCP_HTTP_RATE_LIMIT: HIGH_LIMIT,
    },
  });
  await readUntil(child, /Press Ctrl\+C/);
  const { url, token } = await readCredentials(dir);
  const own = targetOf(child, { port: Number(new URL(url).port), path: "/api/experimental/mcp/http", token });
  return {
    ...own,
    [Symbol.asyncDispose]: async () => {
      await own[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** kubernetes-mcp-server over HTTP with a kubeconfig that names a cluster which is not there. */
export async function startKubernetes(): Promise<Target> {
  const dir = await mkdtemp(join(tmpdir(), "kubernetes-load-"));
  const kubeconfig = join(dir, "config");
  await writeFile(kubeconfig, KUBECONFIG);
  const port = await freePort();
  const flags = ["--port", String(port), "--bind-address", "127.0.0.1", "--kubeconfig", kubeconfig];
  const child = spawn(KUBERNETES, [...flags, "--stateless", "--log-level", "0"], { stdio: "ignore" });
  const own = targetOf(child, { port, path: "/mcp", token: "" });
  await untilAnswers(port);
  return {
    ...own,
    [Symbol.asyncDispose]: async () => {
      await own[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function startSdk(): Promise<Target> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "sdk-server.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = Number((await readUntil(child, /^\d+\n/)).trim());
  return targetOf(child, { port, path: "/mcp", token: "" });
}

function targetOf(child: ChildProcess, facts: Pick<Target, "port" | "path" | "token">): Target {
  return {
    ...facts,
    rss: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    },
    [Symbol.asyncDispose]: async () => {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
    },
  };
}

async function readUntil(child: ChildProcess, wanted: RegExp): Promise<string> {
  let text = "";
  const out = child.stdout?.iterator({ destroyOnReturn: false });
  for await (const part of out ?? []) {
    text += String(part);
    if (wanted.test(text)) break;
  }
  if (!wanted.test(text)) throw new Error(`a server ended before it was ready: ${text}`);
  return text;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

async function untilAnswers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("kubernetes-mcp-server does not answer");
}

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{ name: none, cluster: { server: "http://127.0.0.1:1" } }]
users: [{ name: none, user: {} }]
contexts: [{ name: none, context: { cluster: none, user: none } }]
current-context: none
`;
