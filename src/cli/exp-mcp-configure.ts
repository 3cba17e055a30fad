import { CONFIGURE_SETTINGS } from "../config/configure-settings.ts";
import { TARGETS } from "./configure/targets.ts";
import { WEB_CLIENTS } from "./configure/web-clients.ts";
import { defineCommand } from "./command.ts";
import { outputSetting } from "./output.ts";

export const expMcpConfigure = defineCommand({
  words: ["exp", "mcp", "configure"],
  description: "Make an AI client use this program, or a deployment's own endpoint, as an MCP server.",
  details:
    "The client's file keeps its comments, order and form; it is copied once before its first change, and a broken one " +
    "is left alone. No token is written to it.",
  examples: [
    "coder exp mcp configure cursor",
    "coder exp mcp configure claude-code --remote",
    "coder exp mcp configure vscode --scope project --remote --url https://coder.example.com",
    "coder exp mcp configure codex --toolsets minimal --read-only --dry-run",
    "coder exp mcp configure --all",
    "coder exp mcp configure --list",
    "coder exp mcp configure cursor --remove",
  ],
  arguments: [
    {
      name: "client",
      description: "The client; leave it out with --all and --list.",
      choices: [...TARGETS, ...WEB_CLIENTS].map(({ id }) => id),
    },
  ],
  settings: { ...CONFIGURE_SETTINGS, output: outputSetting(["text", "json"]) },
  run: async (context, values, args) => {
    const { runConfigure } = await import("./configure/run-configure.ts");
    return await runConfigure(context, values, args);
  },
});
