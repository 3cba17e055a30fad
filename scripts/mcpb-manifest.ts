import { MCP_SETTINGS } from "../src/config/mcp-settings.ts";
import { VERSION } from "../src/lib/version.ts";
import { toolsIn } from "../src/tools/index.ts";

/** What a desktop client shows of the bundle, asks the person for and starts; MCPB manifest 0.3. */
export function mcpbManifest(): object {
  return {
    manifest_version: "0.3",
    name: "coder-mcp",
    display_name: "Coder workspaces",
    version: VERSION,
    description: "Create development workspaces, run commands in them, and read and write their files.",
    author: { name: "The coder-mcp authors" },
    license: "Apache-2.0",
    keywords: ["coder", "workspaces", "development"],
    server: {
      type: "node",
      entry_point: "server/stdio.js",
      mcp_config: {
        command: "node",
        args: ["${__dirname}/server/stdio.js"],
        env: {
          CODER_URL: "${user_config.url}",
          CODER_SESSION_TOKEN: "${user_config.token}",
          CODER_MCP_TOOLSETS: "${user_config.toolsets}",
        },
      },
    },
    tools: toolsIn(["default"]).map(({ name, description }) => ({ name, description })),
    prompts_generated: true,
    user_config: {
      url: {
        type: "string",
        title: "Deployment",
        description: "The URL of your deployment, for example https://coder.example.com.",
        required: true,
      },
      token: {
        type: "string",
        title: "Session token",
        description:
          "A token of yours: the one that the first start printed, or one from /cli-auth of a Coder deployment.",
        required: true,
        sensitive: true,
      },
      toolsets: {
        type: "string",
        title: "Toolsets",
        description: MCP_SETTINGS.toolsets.description,
        required: false,
        default: "default",
      },
    },
    compatibility: { runtimes: { node: ">=24" } },
  };
}
