import { localEntry, remoteEntry } from "../entries.ts";
import type { ClientTarget } from "../target.ts";
import { codeUser } from "./code-user.ts";

const SETTINGS = ["settings", "cline_mcp_settings.json"];

const FORM: Omit<ClientTarget, "id" | "title" | "userFiles"> = {
  format: "jsonc",
  path: ["mcpServers"],
  isDesktop: true,
  local: localEntry(),
  remote: remoteEntry({ more: { type: "streamableHttp" } }),
  login: () => "Log in: Authenticate beside the server in Cline's MCP settings.",
  whyNoToken:
    "Cline's file cannot refer to a variable, and no token is ever written to a file: leave --token out and log in by OAuth",
};

/** The extension of VS Code. */
export const cline: ClientTarget = {
  ...FORM,
  id: "cline",
  title: "Cline",
  userFiles: (places) => [codeUser(places, "Code", "globalStorage", "saoudrizwan.claude-dev", ...SETTINGS)],
};

/** The command. */
export const clineCli: ClientTarget = {
  ...FORM,
  id: "cline-cli",
  title: "Cline CLI",
  userFiles: ({ env, join, home }) => {
    const dir = env["CLINE_DIR"];
    return [dir ? join(dir, "data", ...SETTINGS) : home(".cline", "data", ...SETTINGS)];
  },
  signs: ({ env, home }) => [env["CLINE_DIR"] || home(".cline")],
  isDesktop: false,
};
