import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

export const amp: ClientTarget = {
  id: "amp",
  title: "Amp",
  format: "jsonc",
  // One key with a dot in it.
  path: ["amp.mcpServers"],
  userFiles: ({ dotConfig }) => [dotConfig("amp", "settings.json")],
  projectFile: [".amp", "settings.json"],
  isDesktop: false,
  local: localEntry(),
  remote: remoteEntry(),
  login: () => "Amp opens the browser to log in when a session starts.",
};
