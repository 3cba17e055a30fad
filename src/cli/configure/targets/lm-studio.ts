import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

export const lmStudio: ClientTarget = {
  id: "lm-studio",
  aliases: ["lmstudio"],
  title: "LM Studio",
  format: "jsonc",
  path: ["mcpServers"],
  userFiles: ({ home }) => [home(".lmstudio", "mcp.json")],
  isDesktop: true,
  local: localEntry(),
  remote: remoteEntry(),
  login: () => "LM Studio's manual does not say whether it logs in by OAuth; without --remote it needs not.",
  whyNoToken:
    "LM Studio's file cannot refer to a variable, and no token is ever written to a file: leave --remote and --token out",
};
