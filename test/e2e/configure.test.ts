import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { writeCredentials } from "../../src/config/credentials.ts";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { runCoder, type CoderRun } from "../support/run-coder.ts";
import { CODER } from "../support/server-process.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const ENDPOINT = `${deployment.url}/api/experimental/mcp/http`;

interface Home {
  readonly dir: string;
  readonly file: (path: string) => string;
  // Tests look into files freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: (path: string) => Promise<any>;
  readonly configure: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CoderRun>;
}

/** A user of Linux who is logged in, and who has some clients. */
async function homeWith(files: Readonly<Record<string, string>> = {}): Promise<Home> {
  const dir = await temporaryDirectory({ after: closing });
  await writeCredentials(join(dir, ".config", "coderv2"), deployment);
  const file = (path: string): string => join(dir, path);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(file(path)), { recursive: true });
    await writeFile(file(path), text);
  }
  return {
    dir,
    file,
    json: async (path) => JSON.parse(await readFile(file(path), "utf8")),
    configure: (args, env = {}) => runCoder(["exp", "mcp", "configure", ...args], { HOME: dir, ...env }),
  };
}

/** Starts what an entry says with the few variables that clients pass on, and calls a tool. */
async function useEntry(
  home: Home,
  entry: { command: string; args: string[]; env?: Record<string, string> },
) {
  const client = new Client({ name: "e2e", version: "1" });
  const env = { HOME: home.dir, PATH: "/usr/bin:/bin", ...entry.env };
  await client.connect(new StdioClientTransport({ ...entry, env, cwd: "/" }));
  try {
    const { tools } = await client.listTools();
    const answer = await client.callTool({ name: "list_templates", arguments: {} });
    return { names: tools.map(({ name }) => name), isError: answer.isError === true };
  } finally {
    await client.close();
  }
}

const SKIP = { skip: process.platform === "linux" ? false : "the homes are those of Linux" };

describe("coder exp mcp configure", SKIP, () => {
  it("writes an entry that starts the server, logged in, wherever it is started", async () => {
    const home = await homeWith();
    const run = await home.configure(["cursor"]);
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stdout, /^Cursor: "coder" added to .*\.cursor\/mcp\.json\n/);
    const { mcpServers } = await home.json(".cursor/mcp.json");
    assert.deepEqual(mcpServers, {
      coder: { command: process.execPath, args: [CODER, "exp", "mcp", "server"] },
    });
    assert.equal((await useEntry(home, mcpServers["coder"])).isError, false);
  });

  it("narrows the server that is started", async () => {
    const home = await homeWith();
    const flags = [
      "--toolsets",
      "minimal",
      "--read-only",
      "--workspace-filter",
      'owner:me name:"a b"',
      "--name",
      "narrow",
    ];
    assert.equal((await home.configure(["claude-desktop", ...flags])).code, 0);
    const { mcpServers } = await home.json(".config/Claude/claude_desktop_config.json");
    const entry: { command: string; args: string[] } = mcpServers["narrow"];
    assert.deepEqual(entry.args.slice(4), flags.slice(0, -2));
    const { names } = await useEntry(home, {
      ...entry,
      args: entry.args.filter((word) => !/minimal|--toolsets/.test(word)),
    });
    assert.ok(names.includes("read_file") && !names.includes("write_file"), names.join());
  });

  it("carries a directory and a URL that the client would not know", async () => {
    const home = await homeWith();
    const dir = home.file("elsewhere");
    await writeCredentials(dir, deployment);
    await home.configure(["cursor"], { CODER_CONFIG_DIR: dir });
    const { mcpServers } = await home.json(".cursor/mcp.json");
    assert.deepEqual(mcpServers["coder"]["env"], { CODER_CONFIG_DIR: dir });
    assert.equal((await useEntry(home, mcpServers["coder"])).isError, false);
    const run = await home.configure(["cursor", "--url", "other.example.com"]);
    assert.match(run.stderr, /log in with `coder login https:\/\/other\.example\.com`/);
    const changed = await home.json(".cursor/mcp.json");
    assert.deepEqual(changed["mcpServers"]["coder"]["env"], { CODER_URL: "https://other.example.com" });
  });

  it("writes the deployment's endpoint, and a token only by reference", async () => {
    const home = await homeWith();
    await home.configure(["claude-code", "--remote", "--toolsets", "minimal,chatgpt", "--read-only"]);
    assert.deepEqual((await home.json(".claude.json"))["mcpServers"], {
      coder: { type: "http", url: `${ENDPOINT}?toolset=minimal,chatgpt&readonly=1` },
    });
    const run = await home.configure(["codex", "--remote", "--token"], {
      CODER_SESSION_TOKEN: deployment.token,
    });
    assert.equal(run.code, 0, run.stderr);
    const toml = await readFile(home.file(".codex/config.toml"), "utf8");
    assert.equal(
      toml,
      `[mcp_servers.coder]\nurl = "${ENDPOINT}"\nbearer_token_env_var = "CODER_SESSION_TOKEN"\n`,
    );
  });

  it("shows with --dry-run what would change, and writes nothing", async () => {
    const home = await homeWith({ ".cursor/mcp.json": '{\n  "mcpServers": {}\n}\n' });
    const run = await home.configure(["cursor", "--remote", "--dry-run"]);
    const path = home.file(".cursor/mcp.json");
    assert.equal(
      run.stdout,
      `--- ${path}\n+++ ${path}\n@@ -1,3 +1,7 @@\n {\n-  "mcpServers": {}\n+  "mcpServers": {\n+    "coder": {\n` +
        `+      "url": "${ENDPOINT}"\n+    }\n+  }\n }\n`,
    );
    assert.deepEqual(await home.json(".cursor/mcp.json"), { mcpServers: {} });
    assert.deepEqual(await readdir(home.file(".cursor")), ["mcp.json"]);
  });

  it("is in the installed program, with a parser for each kind of file", async () => {
    const home = await homeWith({
      ".cursor/mcp.json": "{}",
      ".codex/config.toml": "",
      ".config/goose/config.yaml": "",
    });
    const words = [join(PACKAGE_ROOT, "dist", "bundle", "coder.js"), "exp", "mcp", "configure", "--all"];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env: { HOME: home.dir } });
    assert.match(stdout, /^Cursor: "coder" added[^]*^Codex: "coder" added[^]*^Goose: "coder" added/m);
  });

  it("does every client that is found, lists them, and takes all out again", async () => {
    const zed = '// mine\n{\n  "theme": "x",\n}\n';
    const home = await homeWith({
      ".config/zed/settings.json": zed,
      ".codex/config.toml": "model = 1\n",
      ".cursor/mcp.json": "{",
    });
    const all = await home.configure(["--all", "--url", "https://coder.example.com"]);
    assert.equal(all.code, 1);
    assert.match(all.stderr, /^Cursor: .*mcp\.json:1:2: the file is broken/m);
    assert.match(all.stdout, /^Zed: "coder" added[^]*^Codex: "coder" added/m);
    const list = await home.configure(["--list", "-o", "json"]);
    assert.equal(list.code, 1);
    const rows: readonly Record<string, string>[] = JSON.parse(list.stdout);
    assert.deepEqual(
      rows.map(({ client, name }) => [client, name]),
      [
        ["cursor", ""],
        ["zed", "coder"],
        ["codex", "coder"],
      ],
    );
    await home.configure(["--all", "--remove"]);
    assert.equal(await readFile(home.file(".config/zed/settings.json"), "utf8"), zed);
    assert.equal(await readFile(home.file(".codex/config.toml"), "utf8"), "model = 1\n");
    assert.equal(existsSync(home.file(".codex/config.toml.coder-backup")), false);
  });
});
