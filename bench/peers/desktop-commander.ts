import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const NAME = "@wonderwhy-er/desktop-commander";
const VERSION = "0.2.52";

export interface Peer extends AsyncDisposable {
  /** The text of the answer; throws when the tool failed. */
  readonly call: (name: string, args: Record<string, unknown>) => Promise<string>;
}

export const DESKTOP_COMMANDER = `desktop-commander ${VERSION}`;

/**
 * The peer over stdio, with a home of its own in which it reports to nobody. It has hundreds of dependencies, so it is
 * no dependency of ours: the first run installs it into the temporary directory, without its scripts.
 */
export async function desktopCommander(): Promise<Peer> {
  const entry = await install();
  const home = await mkdtemp(join(tmpdir(), "coder-bench-peer-"));
  await mkdir(join(home, ".claude-server-commander"));
  const config = {
    telemetryEnabled: false,
    defaultShell: "/bin/sh",
    blockedCommands: [],
    allowedDirectories: [],
  };
  await writeFile(join(home, ".claude-server-commander", "config.json"), JSON.stringify(config));
  const env = { PATH: process.env["PATH"] ?? "", HOME: home };
  const client = new Client({ name: "coder-bench", version: "1" });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [entry], env, cwd: home, stderr: "ignore" }),
  );
  return {
    call: async (name, args) => {
      const result = await client.callTool({ name, arguments: args }, { timeout: 120_000 });
      const text = result.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
      if (result.isError === true) throw new Error(`${name} failed: ${text}`);
      return text;
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function install(): Promise<string> {
  const dir = join(tmpdir(), `coder-bench-desktop-commander-${VERSION}`);
  const entry = join(dir, "node_modules", NAME, "dist", "index.js");
  if (existsSync(entry)) return entry;
  process.stderr.write(`installing ${DESKTOP_COMMANDER} …\n`);
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefix", dir];
  await promisify(execFile)("npm", ["install", ...flags, `${NAME}@${VERSION}`]);
  return entry;
}
