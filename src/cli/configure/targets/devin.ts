import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

/** The agent of Devin Desktop, the successor of Windsurf, and of the `devin` command. */
export const devin: ClientTarget = {
  id: "devin",
  title: "Devin Desktop",
  format: "jsonc",
  path: ["mcpServers"],
  userFiles: ({ isWindows, appData, dotConfig }) => [
    isWindows ? appData("devin", "mcp_config.json") : dotConfig("devin", "mcp_config.json"),
  ],
  projectFile: [".devin", "mcp_config.json"],
  isDesktop: true,
  local: localEntry(),
  remote: remoteEntry({ more: { transport: "http" } }),
  login: (name) => `Log in: \`devin mcp login ${name}\`.`,
  whyNoToken:
    "it is not documented that Devin's file can refer to a variable, and no token is ever written to a file: leave --token out and log in by OAuth",
};
