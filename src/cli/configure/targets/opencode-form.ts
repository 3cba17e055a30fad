import { bearer } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

/** What opencode and the clients that are made of it write. */
export const OPENCODE_FORM: Pick<ClientTarget, "format" | "path" | "isDesktop" | "local" | "remote"> = {
  format: "jsonc",
  path: ["mcp"],
  isDesktop: false,
  local: ({ command, args, env }) => ({
    type: "local",
    command: [command, ...args],
    ...(Object.keys(env).length > 0 && { environment: env }),
    enabled: true,
  }),
  remote: ({ url, variable }) => ({
    type: "remote",
    url,
    enabled: true,
    ...(variable !== undefined && { headers: bearer(`{env:${variable}}`), oauth: false }),
  }),
};
