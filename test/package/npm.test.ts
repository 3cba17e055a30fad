import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { VERSION } from "../../src/lib/version.ts";
import { closeInReverse, temporaryDirectory } from "../support/deployment.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";
import { installPackage } from "./installed.ts";

const MIB = 1024 * 1024;
const closing = closeInReverse({ after });
const { tarball, files, coder, env } = await installPackage({ after: closing });
const run = promisify(execFile);

/** Connects the official client to the stdio server that `command` starts. */
async function toolsOver(command: string, args: readonly string[], more: Record<string, string> = {}) {
  const client = new Client({ name: "package", version: "1" });
  await client.connect(new StdioClientTransport({ command, args: [...args], env: { ...env, ...more } }));
  try {
    const { tools } = await client.listTools();
    return { server: client.getServerVersion(), tools: tools.map(({ name }) => name) };
  } finally {
    await client.close();
  }
}

describe("the tarball", () => {
  test("has what runs, and nothing else", () => {
    for (const needed of [
      "dist/cli/main.js",
      "dist/bundle/coder.js",
      "dist/bundle/stdio.js",
      "dist/bundle/agent.mjs",
      "dist/bundle/THIRD-PARTY-NOTICES.txt",
      "dist/site/render.mjs",
      "templates/local/template.yaml",
      "packaging/coder.service",
      "LICENSE",
      ...readdirSync("migrations").map((name) => `migrations/${name}`),
    ]) {
      assert.ok(files.includes(needed), needed);
    }
    const stray = files.filter(
      (path) => !/^(?:dist|migrations|packaging|templates)\/|^[A-Z]+(?:\.md)?$|^package\.json$/.test(path),
    );
    assert.deepEqual(stray, []);
    assert.deepEqual(
      files.filter((path) => /\.test\.|\.ts$|\.map$/.test(path)),
      [],
    );
  });
});

describe("the installed program", () => {
  test("says its version and its help", async () => {
    assert.equal((await run(coder, ["--version"], { env })).stdout, `${VERSION}\n`);
    assert.match((await run(coder, ["--help"], { env })).stdout, /^Usage: coder /);
  });

  test("is the stdio server, also for a client that names no command", async () => {
    for (const args of [["exp", "mcp", "server", "--toolsets", "default"], []]) {
      const { server, tools } = await toolsOver(coder, args);
      assert.equal(server?.version, VERSION);
      assert.ok(tools.includes("execute_command"));
    }
  });

  test("shows its help to a person who names no command", async () => {
    const terminal = ["-qec", coder, "/dev/null"];
    const { stdout } = await run("script", terminal, { env }).catch((error: { stdout: string }) => error);
    assert.match(stdout, /Usage: coder /);
  });

  test("is what npx starts", async (t) => {
    const home = await temporaryDirectory(t);
    // npm reaches the registry as this machine is set up to, in variables of many names.
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("CODER_"));
    const more = Object.fromEntries(inherited.map(([name, value = ""]) => [name, value]));
    const { server } = await toolsOver("npx", ["--yes", `file:${tarball}`], { ...more, ...env, HOME: home });
    assert.equal(server?.version, VERSION);
  });

  test("tells an older Node which one it needs", async (t) => {
    const node = "/usr/bin/node";
    const found = await run(node, ["--version"]).catch(() => undefined);
    const major = Number(/^v(\d+)/.exec(found?.stdout ?? "")?.[1] ?? 24);
    if (major >= 24) return t.skip("this machine has no older Node at /usr/bin/node");
    await assert.rejects(run(node, [coder, "server"]), {
      code: 1,
      stderr: /^coder: needs Node 24 or later; this is Node \d+\.\d+\.\d+ \(.*\)\n$/,
    });
  });
});

describe("the installed deployment", () => {
  let server: ServerProcess;

  before(async () => {
    const configDir = await temporaryDirectory({ after: closing });
    server = await startServer({ configDir, program: coder });
    closing(async () => void (await server.end("SIGTERM")));
  });

  test("serves the API, the pages and the authorization server, with PostgreSQL inside", async () => {
    const status = async (path: string, init?: RequestInit): Promise<number> =>
      (await fetch(`${server.url}${path}`, { redirect: "manual", ...init })).status;
    for (const path of ["/healthz", "/api/v2/buildinfo", "/.well-known/oauth-authorization-server"]) {
      assert.equal(await status(path), 200, path);
    }
    const page = await (await fetch(`${server.url}/login`)).text();
    assert.match(page, /<form/);
    const assets = [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
    assert.ok(assets.length >= 2);
    for (const path of assets) assert.equal(await status(path), 200, path);
    const registered = await status("/oauth2/register", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ client_name: "package", redirect_uris: ["http://127.0.0.1/callback"] }),
    });
    assert.equal(registered, 201);
  });

  test("stays small", async () => {
    const status = await readFile(`/proc/${server.pid}/status`, "utf8");
    const rss = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
    assert.ok(rss <= 140 * MIB, `${(rss / MIB).toFixed(0)} MiB`);
  });

  test("makes a workspace with the installed agent, and runs a command in it", async () => {
    const client = new Client({ name: "package", version: "1" });
    const place = { CODER_URL: server.url, CODER_SESSION_TOKEN: server.token };
    await client.connect(new StdioClientTransport({ command: coder, args: [], env: { ...env, ...place } }));
    try {
      const call = async (name: string, args: Record<string, unknown>): Promise<string> =>
        JSON.stringify(await client.callTool({ name, arguments: args }));
      await call("create_workspace", { name: "dev", template: "local" });
      assert.match(await call("execute_command", { workspace: "dev", command: "echo $((6*7))" }), /42/);
      assert.match(await call("delete_workspace", { workspace: "dev" }), /deleted/);
    } finally {
      await client.close();
    }
  });
});
