import { configDir } from "../config/config-dir.ts";
import { readCredentials } from "../config/credentials.ts";
import { MCP_SETTINGS, type McpValues } from "../config/mcp-settings.ts";
import { LOG_LEVELS } from "../config/setting-schemas.ts";
import { VERSION } from "../lib/version.ts";
import type { Log } from "../mcp/log.ts";
import { serveStdioServer } from "../mcp/stdio.ts";
import { defineCommand, type CliContext } from "./command.ts";

export const expMcpServer = defineCommand({
  words: ["exp", "mcp", "server"],
  description: "Serve MCP on stdin and stdout, with the credentials of `coder login`.",
  examples: [
    "coder exp mcp server",
    'coder exp mcp server --workspace-filter "owner:me template:local" --timeout 120s',
    "claude mcp add coder -- coder exp mcp server",
  ],
  settings: MCP_SETTINGS,
  run: async (context, values) => {
    const { stdin, stdout, signal } = context;
    await serveStdioServer({
      version: VERSION,
      client: await clientOf(context, values),
      filter: values.workspaceFilter,
      toolsets: values.toolsets,
      timeoutMs: values.timeout,
      log: stderrLog(context, values.logLevel),
      stdin,
      stdout,
      signal,
    });
    return 0;
  },
});

async function clientOf({ env }: CliContext, { url, token }: McpValues) {
  const stored = url === "" || token === "" ? await readCredentials(configDir(env)) : { url: "", token: "" };
  const baseUrl = url || stored.url;
  const secret = token || stored.token;
  if (baseUrl === "" || secret === "") return undefined;
  // The handshake needs no client; it is loaded by the first call.
  return async () => {
    const { createClient } = await import("../client/client.ts");
    return createClient({ baseUrl, token: secret, userAgent: `coder-mcp/${VERSION} (stdio)` });
  };
}

/** One JSON object a line: stdout belongs to the protocol. */
function stderrLog({ stderr }: CliContext, least: (typeof LOG_LEVELS)[number]): Log {
  return (level, message, fields) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
    stderr.write(
      `${JSON.stringify({ time: new Date().toISOString(), level, msg: message, ...plain(fields) })}\n`,
    );
  };
}

/** Errors as text: JSON shows nothing of them. */
function plain(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? (value.stack ?? value.message) : value,
    ]),
  );
}
