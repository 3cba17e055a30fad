import { join } from "node:path";
import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

/** Reads the file that is written for Claude Code, which says, as the Inspector wants it, what kind a server is of. */
async function called({ run, home }: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const at = ["--cli", "--config", join(home, ".claude.json"), "--server", "coder"];
  const list = await run("mcp-inspector", [...at, "--method", "tools/list"], { env });
  saw(list.output, /"list_templates"/);
  const call = await run(
    "mcp-inspector",
    [...at, "--method", "tools/call", "--tool-name", "list_templates"],
    { env },
  );
  saw(call.output, /"?local"?/);
  return "`tools/list` and `tools/call` with Claude Code's file";
}

export const inspector: RealClient = {
  title: "MCP Inspector",
  installs: "@modelcontextprotocol/inspector",
  local: async (bench) => {
    await bench.configure("claude-code");
    return await called(bench);
  },
  token: async ({ run, mcpUrl, token }) => {
    const at = ["--cli", mcpUrl, "--transport", "http", "--header", `Authorization: Bearer ${token}`];
    const list = await run("mcp-inspector", [...at, "--method", "tools/list"]);
    saw(list.output, /"list_templates"/);
    const call = await run("mcp-inspector", [
      ...at,
      "--method",
      "tools/call",
      "--tool-name",
      "list_templates",
    ]);
    saw(call.output, /local/);
    return "`tools/list` and `tools/call` at the URL";
  },
  oauth: async (bench) => {
    await bench.configure("claude-code", "--remote");
    return await called(bench, { MCP_AUTO_OPEN_ENABLED: "true" });
  },
};
