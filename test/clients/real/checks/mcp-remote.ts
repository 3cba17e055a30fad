import type { RealClient } from "../real-client.ts";
import { saw } from "../saw.ts";

const PROOF = /Connected successfully!|Requesting tools list/;

export const mcpRemote: RealClient = {
  title: "mcp-remote",
  installs: "mcp-remote",
  token: async ({ run, mcpUrl, token }) => {
    const args = [mcpUrl, "--allow-http", "--header", `Authorization: Bearer ${token}`];
    const { output } = await run("mcp-remote-client", args, { input: undefined, withinMs: 30_000 });
    saw(output, PROOF);
    saw(output, /list_templates/);
    return "connected and listed the tools";
  },
  oauth: async ({ run, mcpUrl }) => {
    const { output } = await run("mcp-remote-client", [mcpUrl, "--allow-http"], {
      input: undefined,
      withinMs: 30_000,
    });
    saw(output, PROOF);
    saw(output, /list_templates/);
    return "logged in, connected and listed the tools";
  },
  note: "a bridge, for clients that start programs only; nothing is configured for it",
};
