import { dollarEnv, localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

/** The Cascade agent of Windsurf; Devin Desktop, which took its place, has a file of its own. */
export const windsurf: ClientTarget = {
  id: "windsurf",
  title: "Windsurf",
  format: "jsonc",
  path: ["mcpServers"],
  userFiles: ({ home }) => [home(".codeium", "windsurf", "mcp_config.json")],
  isDesktop: true,
  local: localEntry(),
  remote: remoteEntry({ key: "serverUrl", reference: dollarEnv }),
  login: () => "Windsurf opens the browser to log in when the server is started.",
  reload: "Press Refresh in Windsurf's MCP settings.",
};
