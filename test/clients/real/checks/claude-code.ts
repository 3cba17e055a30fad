import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

const QUIET = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1" };

/** `list` shows whether it connected; a session without an account names the tools before it asks for a login. */
async function connected({ run }: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { output } = await run("claude", ["mcp", "list"], { env: { ...QUIET, ...env } });
  const line = saw(output, /^coder: .*✔ Connected/m);
  const args = ["-p", "hello", "--output-format", "stream-json", "--verbose"];
  const session = await run("claude", args, { env: { ...QUIET, ...env, MCP_CONNECTION_NONBLOCKING: "0" } });
  saw(session.stdout, /"name":"coder","status":"connected"/);
  saw(session.stdout, /mcp__coder__list_templates/);
  return `\`claude mcp list\`: ${line.includes("✔ Connected") ? "✔ Connected" : line}; tools in the session`;
}

export const claudeCode: RealClient = {
  title: "Claude Code",
  installs: "@anthropic-ai/claude-code",
  local: async (bench) => {
    await bench.configure("claude-code");
    await bench.configure("claude-code");
    return await connected(bench);
  },
  token: async (bench) => {
    await bench.configure("claude-code", "--remote", "--token");
    const file = await readFile(join(bench.home, ".claude.json"), "utf8");
    if (file.includes(bench.token)) throw new Error("the token is in ~/.claude.json");
    return await connected(bench, { CODER_SESSION_TOKEN: bench.token });
  },
  oauth: async (bench) => {
    await bench.configure("claude-code", "--remote");
    const login = await bench.runAtTerminal("claude", ["mcp", "login", "coder"], { env: QUIET });
    saw(login.output, /authenticated|success/i);
    return await connected(bench);
  },
};
