import type { ClientTarget } from "../target.ts";

/** Goose leaves out a remote extension that has none. */
const DESCRIPTION = "Development workspaces";

export const goose: ClientTarget = {
  id: "goose",
  title: "Goose",
  format: "yaml",
  path: ["extensions"],
  userFiles: ({ isWindows, appData, dotConfig }) => [
    isWindows ? appData("Block", "goose", "config", "config.yaml") : dotConfig("goose", "config.yaml"),
  ],
  isDesktop: true,
  local: ({ command, args, env }, name) => ({
    name,
    description: DESCRIPTION,
    type: "stdio",
    cmd: command,
    args,
    ...(Object.keys(env).length > 0 && { envs: env }),
    enabled: true,
    timeout: 300,
  }),
  remote: ({ url }, name) => ({
    name,
    description: DESCRIPTION,
    type: "streamable_http",
    uri: url,
    enabled: true,
    timeout: 300,
  }),
  login: () => "Goose opens the browser to log in when a session starts.",
  whyNoToken:
    "Goose keeps secrets in the keyring of the system, and no token is ever written to a file: leave --token out and log in by OAuth",
};
