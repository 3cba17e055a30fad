import { localEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

export const codex: ClientTarget = {
  id: "codex",
  title: "Codex",
  format: "toml",
  path: ["mcp_servers"],
  userFiles: ({ env, join, home }) => {
    const dir = env["CODEX_HOME"];
    return [dir ? join(dir, "config.toml") : home(".codex", "config.toml")];
  },
  projectFile: [".codex", "config.toml"],
  isDesktop: false,
  local: localEntry(),
  remote: ({ url, variable }) => ({
    url,
    ...(variable !== undefined && { bearer_token_env_var: variable }),
  }),
  login: (name) => `Log in: \`codex mcp login ${name}\`.`,
  projectNote: "Codex reads the file in projects that it was told to trust.",
};
