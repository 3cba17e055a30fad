import { localEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

/** Reads local servers from its file; remote ones are connectors of the account. */
export const claudeDesktop: ClientTarget = {
  id: "claude-desktop",
  title: "Claude Desktop",
  format: "json",
  path: ["mcpServers"],
  userFiles: ({ appData }) => [appData("Claude", "claude_desktop_config.json")],
  isDesktop: true,
  local: localEntry(),
  whyLocalOnly:
    "Claude Desktop has remote servers as connectors of the account, not in a file: `coder exp mcp configure claude-web` says what to enter; without --remote the same deployment is reached by a local server",
  reload: "Quit Claude Desktop and start it again.",
};
