import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const ROOT = join(import.meta.dirname, "..", "..");

export const ERAS = [
  { name: "modern (2026-07-28)", mode: { pin: "2026-07-28" } },
  { name: "legacy (initialize)", mode: "legacy" },
] as const;
export type Era = (typeof ERAS)[number];

export interface ToolReply {
  readonly text: string;
  readonly isError: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DemoClient extends AsyncDisposable {
  readonly listTools: () => Promise<readonly string[]>;
  readonly call: (
    name: string,
    args: Record<string, unknown>,
    onProgress: (text: string) => void,
  ) => Promise<ToolReply>;
}

/** Starts `coder exp mcp server` as an AI client would, and speaks the protocol of that era with it. */
export async function connectClient(era: Era, env: Record<string, string>): Promise<DemoClient> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(ROOT, "src", "cli", "main.ts"), "exp", "mcp", "server"],
    env,
    stderr: "inherit",
  });
  const client = new Client({ name: "coder-demo", version: "1" }, { versionNegotiation: { mode: era.mode } });
  await client.connect(transport);
  return {
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args, onProgress) => {
      const onprogress = ({ message = "" }: { message?: string | undefined }): void => onProgress(message);
      const result = await client.callTool({ name, arguments: args }, { onprogress });
      return {
        text: result.content.map((part) => (part.type === "text" ? part.text : `[${part.type}]`)).join("\n"),
        isError: result.isError === true,
        data: { ...Object(result.structuredContent) },
      };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
