import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

export const STDIO_BUNDLE = join(import.meta.dirname, "..", "dist", "bundle", "stdio.js");

export interface McpClient extends AsyncDisposable {
  /** The structured result; throws when the tool failed. */
  readonly call: (name: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;
}

/** The stdio server as an AI client starts it, from the bundle. */
export async function mcpClient(env: Record<string, string>): Promise<McpClient> {
  const transport = new StdioClientTransport({ command: process.execPath, args: [STDIO_BUNDLE], env });
  const client = new Client(
    { name: "coder-bench", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(transport);
  return {
    call: async (name, args) => {
      const result = await client.callTool({ name, arguments: args });
      if (result.isError === true) throw new Error(`${name} failed: ${JSON.stringify(result.content)}`);
      return { ...Object(result.structuredContent) };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
