import assert from "node:assert/strict";
import type { Bench } from "../bench.ts";
import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";
import { startAppServer } from "./codex-app-server.ts";

/** `codex mcp list` starts nothing, so the app server is asked, and calls a tool. */
async function called(bench: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> {
  await using server = startAppServer(bench, env);
  const clientInfo = { name: "coder-mcp-tests", title: "tests", version: "1" };
  await server.ask("initialize", { clientInfo, capabilities: { experimentalApi: true } });
  server.tell("initialized");
  const { data } = await server.ask("mcpServerStatus/list", {});
  const status = data.find((one: { name: string }) => one.name === "coder");
  assert.ok(status?.tools?.list_templates !== undefined, JSON.stringify(data).slice(0, 2000));
  const { thread } = await server.ask("thread/start", { cwd: bench.project });
  const call = { threadId: thread.id, server: "coder", tool: "list_templates", arguments: {} };
  const result = await server.ask("mcpServer/tool/call", call);
  assert.match(JSON.stringify(result.content), /local/);
  return `app server: ${Object.keys(status.tools).length} tools, \`list_templates\` called`;
}

export const codex: RealClient = {
  title: "Codex",
  installs: "@openai/codex",
  local: async (bench) => {
    await bench.configure("codex");
    return await called(bench);
  },
  token: async (bench) => {
    await bench.configure("codex", "--remote", "--token");
    return await called(bench, { CODER_SESSION_TOKEN: bench.token });
  },
  oauth: async (bench) => {
    await bench.configure("codex", "--remote");
    const login = await bench.run("codex", ["mcp", "login", "coder"]);
    saw(login.output, /Successfully logged in/);
    return await called(bench);
  },
};
