import { localEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

/** Junie, in the IDEs and as a command; AI Assistant has no file, and takes the same JSON in its settings. */
export const jetbrains: ClientTarget = {
  id: "jetbrains",
  aliases: ["junie"],
  title: "JetBrains Junie",
  format: "jsonc",
  path: ["mcpServers"],
  userFiles: ({ home }) => [home(".junie", "mcp", "mcp.json")],
  projectFile: [".junie", "mcp", "mcp.json"],
  isDesktop: true,
  local: localEntry(),
  whyLocalOnly:
    "Junie has no login by OAuth and cannot refer to a variable, and no token is ever written to a file: leave --remote out; the local server reaches the same deployment",
  reload:
    "AI Assistant takes the same JSON: Settings, Tools, AI Assistant, Model Context Protocol, Add, As JSON.",
};
