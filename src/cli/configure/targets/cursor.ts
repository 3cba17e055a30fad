import { dollarEnv, localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

export const cursor: ClientTarget = {
  id: "cursor",
  title: "Cursor",
  format: "jsonc",
  path: ["mcpServers"],
  userFiles: ({ home }) => [home(".cursor", "mcp.json")],
  projectFile: [".cursor", "mcp.json"],
  isDesktop: true,
  local: localEntry(),
  remote: remoteEntry({ reference: dollarEnv }),
  login: () => "Log in: Cursor Settings, Tools & MCP, Login beside the server.",
  reload: "Cursor reads the file by itself; switch the server on in Cursor Settings, Tools & MCP.",
};
