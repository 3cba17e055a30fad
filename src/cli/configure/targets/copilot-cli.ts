import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

export const copilotCli: ClientTarget = {
  id: "copilot-cli",
  aliases: ["copilot"],
  title: "GitHub Copilot CLI",
  format: "jsonc",
  path: ["mcpServers"],
  userFiles: ({ env, join, home }) => {
    const dir = env["COPILOT_HOME"];
    return [dir ? join(dir, "mcp-config.json") : home(".copilot", "mcp-config.json")];
  },
  projectFile: [".mcp.json"],
  isDesktop: false,
  local: (server) => ({ ...localEntry({ type: "local" })(server), tools: ["*"] }),
  remote: (server) => ({ ...remoteEntry({ more: { type: "http" } })(server), tools: ["*"] }),
  login: () => "Log in: /mcp in a session of `copilot`.",
  projectNote: "Copilot CLI reads the file in directories that it was told to trust.",
};
