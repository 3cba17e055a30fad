import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

export const qwenCode: ClientTarget = {
  id: "qwen-code",
  aliases: ["qwen"],
  title: "Qwen Code",
  format: "gemini",
  path: ["mcpServers"],
  userFiles: ({ home }) => [home(".qwen", "settings.json")],
  projectFile: [".qwen", "settings.json"],
  isDesktop: false,
  local: localEntry(),
  remote: remoteEntry({ key: "httpUrl" }),
  login: () => "Log in: /mcp auth in a session of `qwen`.",
  projectNote: "Qwen Code reads the file in folders that it was told to trust.",
};
