import assert from "node:assert/strict";
import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { startMcpJam } from "./mcpjam-inspector.ts";

const FILE = ".claude.json";

/** Connects with what MCPJam found in the file; `more` is what a person adds in its page. */
async function called(bench: Bench, more: object = {}): Promise<string> {
  await using jam = await startMcpJam(bench, FILE);
  const { config } = await jam.get("mcp-cli-config");
  const found = config.servers.find(({ name }: { name: string }) => name === "coder");
  assert.ok(found !== undefined, JSON.stringify(config));
  const { status } = await jam.post("mcp/connect", {
    serverId: "coder",
    serverConfig: { ...found, ...more },
  });
  assert.equal(status, "connected");
  const { tools } = await jam.post("mcp/tools/list", { serverId: "coder" });
  const names: readonly string[] = tools.map(({ name }: { name: string }) => name);
  assert.ok(names.includes("list_templates"), names.join(" "));
  const call = { serverId: "coder", toolName: "list_templates", parameters: {} };
  const { result } = await jam.post("mcp/tools/execute", call);
  assert.match(JSON.stringify(result.content), /local/);
  return `\`connected\`, ${names.length} tools, \`list_templates\` called`;
}

export const mcpJam: RealClient = {
  title: "MCPJam",
  installs: "@mcpjam/inspector",
  local: async (bench) => {
    await bench.configure("claude-code");
    return await called(bench);
  },
  token: async (bench) => {
    await bench.configure("claude-code", "--remote", "--token");
    const headers = { Authorization: `Bearer ${bench.token}` };
    return await called(bench, { requestInit: { headers } });
  },
  note: "with Claude Code's file; its header and its login are entered in its page, so the header was given to what its page calls",
};
