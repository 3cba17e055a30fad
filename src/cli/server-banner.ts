import { join } from "node:path";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import type { Deployment } from "../server/deployment.ts";

const OFF = "off; CODER_EXPERIMENTS without mcp-server-http switches it off";

/** What a started deployment tells the person who started it. */
export function serverBanner(
  deployment: Deployment,
  configDir: string,
  experiments: readonly string[],
): string {
  const { firstOwner: owner, accessUrl, mcpUrl, sandbox } = deployment;
  const stdio = [process.execPath, join(PACKAGE_ROOT, "dist", "bundle", "stdio.js")].join(" ");
  const lines = [
    "",
    ...(owner === undefined ? [] : firstOwnerLines(owner, configDir)),
    `Access URL     ${accessUrl}`,
    `MCP endpoint   ${experiments.includes("mcp-server-http") ? mcpUrl : OFF}`,
    `Sandbox        ${sandbox}`,
    "",
    "Give your AI client the workspaces, for example:",
    `  claude mcp add coder -- ${stdio}`,
    "",
    "Press Ctrl+C to stop.",
    "",
  ];
  return `${lines.join("\n")}\n`;
}

function firstOwnerLines(owner: NonNullable<Deployment["firstOwner"]>, configDir: string): readonly string[] {
  return [
    "The first owner was created. This is shown once:",
    `  User name      ${owner.username}`,
    `  E-mail         ${owner.email}`,
    `  Password       ${owner.password}`,
    `  Session token  ${owner.sessionToken}`,
    `The commands of this machine are logged in as ${owner.username} (${configDir}).`,
    "",
  ];
}
