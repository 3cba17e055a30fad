import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

export const gemini: ClientTarget = {
  id: "gemini",
  aliases: ["gemini-cli"],
  title: "Gemini CLI",
  format: "gemini",
  path: ["mcpServers"],
  userFiles: ({ home }) => [home(".gemini", "settings.json")],
  projectFile: [".gemini", "settings.json"],
  isDesktop: false,
  local: localEntry(),
  remote: remoteEntry({ key: "httpUrl" }),
  login: (name) => `Log in: /mcp auth ${name} in a session of \`gemini\`.`,
  projectNote: "Gemini CLI reads the file in folders that it was told to trust.",
};
