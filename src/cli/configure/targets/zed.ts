import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

export const zed: ClientTarget = {
  id: "zed",
  title: "Zed",
  format: "jsonc",
  path: ["context_servers"],
  userFiles: ({ isWindows, appData, dotConfig }) => [
    isWindows ? appData("Zed", "settings.json") : dotConfig("zed", "settings.json"),
  ],
  projectFile: [".zed", "settings.json"],
  isDesktop: true,
  // Older versions want to be told that the server is no extension's.
  local: localEntry({ source: "custom" }),
  remote: remoteEntry(),
  login: () => "Zed opens the browser to log in when the server is started.",
  whyNoToken:
    "Zed's settings cannot refer to a variable, and no token is ever written to a file: leave --token out and log in by OAuth",
};
