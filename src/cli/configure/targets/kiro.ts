import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

/** The IDE and the command. */
export const kiro: ClientTarget = {
  id: "kiro",
  title: "Kiro",
  format: "jsonc",
  path: ["mcpServers"],
  userFiles: ({ home }) => [home(".kiro", "settings", "mcp.json")],
  projectFile: [".kiro", "settings", "mcp.json"],
  isDesktop: true,
  local: localEntry(),
  remote: remoteEntry(),
  login: () => "Kiro opens the browser to log in when the server is started.",
  reload: "With --token, add the variable to the setting Mcp Approved Env Vars.",
};
