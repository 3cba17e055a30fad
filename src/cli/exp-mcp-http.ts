import { once } from "node:events";
import { GATEWAY_SETTINGS } from "../config/gateway-settings.ts";
import type { Gateway } from "../server/gateway/start-gateway.ts";
import { defineCommand } from "./command.ts";
import { extraHeaders } from "./extra-headers.ts";

export const expMcpHttp = defineCommand({
  words: ["exp", "mcp", "http"],
  description:
    "Serve the remote MCP endpoint for Coder deployments that have none, to users with their own tokens.",
  details:
    "Nothing is stored: the deployment checks each token, and its API is called as that user. See docs/gateway.md.",
  examples: [
    "coder exp mcp http --url https://coder.example.com",
    "coder exp mcp http --url https://coder.example.com --http-address 0.0.0.0:8080 --access-url https://mcp.example.com",
    "coder exp mcp http --url a.mcp.example.com=https://a.example.com --url b.mcp.example.com=https://b.example.com",
  ],
  settings: GATEWAY_SETTINGS,
  run: async (context, settings) => {
    const [{ pino }, { startGateway }] = await Promise.all([
      import("pino"),
      import("../server/gateway/start-gateway.ts"),
    ]);
    const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
    const targets = await Promise.all(
      settings.url.map(async (one) => ({ ...one, headers: await extraHeaders(context, one.url) })),
    );
    const gateway = await startGateway({ targets, settings, log });
    context.stdout.write(bannerOf(gateway));
    if (!context.signal.aborted) await once(context.signal, "abort");
    context.stdout.write("Shutting down; commands in workspaces go on.\n");
    await gateway.close();
    return 0;
  },
});

const bannerOf = ({ endpoints }: Gateway): string =>
  [
    "",
    ...endpoints.flatMap(({ mcpUrl, deployment }) => [
      `MCP endpoint   ${mcpUrl}`,
      `  deployment   ${deployment}`,
    ]),
    "",
    "Press Ctrl+C to stop.",
    "",
  ].join("\n");
