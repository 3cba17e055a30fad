import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { Place } from "./api-calls.ts";
import { closeInReverse, temporaryDirectory, type Scope } from "./deployment.ts";

export const ERAS = { legacy: "legacy", modern: { pin: "2026-07-28" } } as const;
export const STDIO = join(PACKAGE_ROOT, "dist", "bundle", "stdio.js");

export interface ToolAnswer {
  readonly isError: boolean;
  readonly text: string;
  /** The structured result; of a failure, its `error`. */
  // Tests look into answers freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly images: readonly { readonly mimeType: string; readonly data: string }[];
}

export interface CallOptions {
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal;
}

export interface McpClient {
  readonly client: Client;
  readonly pid: number;
  readonly stderr: () => string;
  /** Calls a tool, whatever comes of it. */
  readonly call: (name: string, args?: object, options?: CallOptions) => Promise<ToolAnswer>;
  /** Calls a tool that must succeed. */
  readonly ok: (name: string, args?: object, options?: CallOptions) => Promise<ToolAnswer>;
  /** Calls a tool that must fail. */
  readonly fails: (name: string, args?: object) => Promise<ToolAnswer>;
}

export interface ConnectOptions {
  readonly era?: keyof typeof ERAS;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The SDK's client on the bundled stdio server; without a place the server has no credentials. */
export async function connectMcp(
  scope: Scope,
  place: Place | undefined,
  { era = "modern", flags = [], env = {} }: ConnectOptions = {},
): Promise<McpClient> {
  const closing = closeInReverse(scope);
  const dir = await temporaryDirectory({ after: closing });
  const client = new Client({ name: "e2e", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [STDIO, ...flags],
    env: {
      PATH: process.env["PATH"] ?? "",
      CODER_CONFIG_DIR: dir,
      ...(place !== undefined && { CODER_URL: place.url, CODER_SESSION_TOKEN: place.token }),
      ...env,
    },
    stderr: "pipe",
  });
  const words: string[] = [];
  transport.stderr?.on("data", (chunk: Buffer) => words.push(chunk.toString()));
  await client.connect(transport);
  closing(() => client.close());
  const call: McpClient["call"] = async (name, args = {}, options = {}) =>
    toAnswer(await client.callTool({ name, arguments: { ...args } }, requestOptions(options)));
  return {
    client,
    pid: transport.pid ?? 0,
    stderr: () => words.join(""),
    call,
    ok: async (name, args, options) => demand(false, name, await call(name, args, options)),
    fails: async (name, args) => demand(true, name, await call(name, args)),
  };
}

const LONGEST_MS = 60_000;

const requestOptions = ({ onProgress, signal }: CallOptions) => ({
  timeout: LONGEST_MS,
  ...(onProgress !== undefined && {
    onprogress: ({ message }: { readonly message?: string | undefined }) => onProgress(message ?? ""),
  }),
  ...(signal !== undefined && { signal }),
});

function toAnswer(result: Awaited<ReturnType<Client["callTool"]>>): ToolAnswer {
  const structured: object = result.structuredContent ?? {};
  return {
    isError: result.isError === true,
    text: result.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n"),
    data: "error" in structured && result.isError === true ? structured.error : structured,
    images: result.content.flatMap((part) => (part.type === "image" ? [part] : [])),
  };
}

function demand(isError: boolean, name: string, answer: ToolAnswer): ToolAnswer {
  if (answer.isError === isError) return answer;
  throw new Error(`${name} ${isError ? "should have failed" : "failed"}: ${answer.text}`);
}
