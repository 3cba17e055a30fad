import { MCP_SETTINGS } from "../config/mcp-settings.ts";
import { LOG_LEVELS } from "../config/setting-schemas.ts";
import { VERSION } from "../lib/version.ts";
import type { Log } from "../mcp/log.ts";
import { serveStdioServer } from "../mcp/stdio.ts";
import { defineCommand, type CliContext, type CommandContext } from "./command.ts";
import { findSession } from "./session.ts";
import { taskReporter } from "./task-reporter.ts";

export const expMcpServer = defineCommand({
  words: ["exp", "mcp", "server"],
  description: "Serve MCP on stdin and stdout, with the credentials of `coder login`.",
  examples: [
    "coder exp mcp server",
    'coder exp mcp server --workspace-filter "owner:me template:local" --timeout 120s',
    "coder exp mcp server --toolsets coder --allowed-tools coder_list_workspaces,coder_workspace_bash",
    "claude mcp add coder -- coder exp mcp server",
  ],
  settings: MCP_SETTINGS,
  run: async (context, values) => {
    const { stdin, stdout, signal } = context;
    await serveStdioServer({
      version: VERSION,
      client: await clientOf(context),
      reporter: await taskReporter(context, values.appStatusSlug),
      filter: values.workspaceFilter,
      toolsets: values.toolsets,
      readOnly: values.readOnly,
      allowedTools: values.allowedTools,
      instructions: values.instructions === "" ? undefined : values.instructions,
      timeoutMs: values.timeout,
      log: stderrLog(context, values.logLevel),
      stdin,
      stdout,
      signal,
    });
    return 0;
  },
});

async function clientOf(context: CommandContext) {
  const session = await findSession(context);
  if (session.url === "" || session.token === "") return undefined;
  // The handshake needs no client; it is loaded by the first call.
  return async () => {
    const { clientFor } = await import("./client-for.ts");
    return await clientFor(context, session, "stdio");
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
