import { dollarEnv, localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";
import { codeUser } from "./code-user.ts";

export const rooCode: ClientTarget = {
  id: "roo-code",
  aliases: ["roo"],
  title: "Roo Code",
  format: "jsonc",
  path: ["mcpServers"],
  userFiles: (places) => [
    codeUser(places, "Code", "globalStorage", "rooveterinaryinc.roo-cline", "settings", "mcp_settings.json"),
  ],
  projectFile: [".roo", "mcp.json"],
  isDesktop: true,
  local: localEntry(),
  // Without a login by OAuth a token is the only way.
  remote: remoteEntry({ more: { type: "streamable-http" }, reference: dollarEnv }),
};
