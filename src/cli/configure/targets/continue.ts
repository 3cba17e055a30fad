import { bearer } from "../entries.ts";
import type { ClientTarget } from "../target.ts";

/** The extensions and the command `cn`; secrets come from Continue's own store or its .env file. */
export const continueDev: ClientTarget = {
  id: "continue",
  title: "Continue",
  format: "yaml",
  path: ["mcpServers"],
  nameField: "name",
  userFiles: ({ home }) => [home(".continue", "config.yaml")],
  isDesktop: true,
  local: ({ command, args, env }, name) => ({
    name,
    type: "stdio",
    command,
    args,
    ...(Object.keys(env).length > 0 && { env }),
  }),
  remote: ({ url, variable }, name) => ({
    name,
    type: "streamable-http",
    url,
    ...(variable !== undefined && {
      requestOptions: { headers: bearer(`\${{ secrets.${variable} }}`) },
    }),
  }),
  login: () => "The extension opens the browser to log in; the command `cn` cannot, so give it --token.",
};
