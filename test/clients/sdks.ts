import { Client as Client2, StreamableHTTPClientTransport as Http2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as Stdio2 } from "@modelcontextprotocol/client/stdio";
import { Client as Client12 } from "mcp-sdk-1.12/client/index.js";
import { StdioClientTransport as Stdio12 } from "mcp-sdk-1.12/client/stdio.js";
import { StreamableHTTPClientTransport as Http12 } from "mcp-sdk-1.12/client/streamableHttp.js";
import { Client as Client17 } from "mcp-sdk-1.17/client/index.js";
import { StdioClientTransport as Stdio17 } from "mcp-sdk-1.17/client/stdio.js";
import { StreamableHTTPClientTransport as Http17 } from "mcp-sdk-1.17/client/streamableHttp.js";
import { Client as Client27 } from "mcp-sdk-1.27/client/index.js";
import { StdioClientTransport as Stdio27 } from "mcp-sdk-1.27/client/stdio.js";
import { StreamableHTTPClientTransport as Http27 } from "mcp-sdk-1.27/client/streamableHttp.js";
import { Client as Client32 } from "mcp-sdk-1.32/client/index.js";
import { StdioClientTransport as Stdio32 } from "mcp-sdk-1.32/client/stdio.js";
import { StreamableHTTPClientTransport as Http32 } from "mcp-sdk-1.32/client/streamableHttp.js";
import type { MemoryProvider } from "./memory-provider.ts";

/** What the tests want of a client, whatever its generation. */
export interface SdkClient {
  readonly listTools: () => Promise<{ readonly tools: readonly { readonly name: string }[] }>;
  readonly callTool: (call: { name: string; arguments: Record<string, unknown> }) => Promise<object>;
  readonly readResource: (resource: { uri: string }) => Promise<object>;
  readonly close: () => Promise<void>;
}

export interface StdioProgram {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** Over HTTP; `finish` takes what the browser brought back, after which connecting succeeds. */
export interface HttpConnection {
  readonly connect: () => Promise<SdkClient>;
  readonly finish: (answer: URLSearchParams) => Promise<void>;
}

export interface Sdk {
  readonly name: string;
  /** Whether it asks for more scopes when a call is answered 403; those of v1 that try only refresh what they have. */
  readonly stepsUp: boolean;
  readonly stdio: (program: StdioProgram) => Promise<SdkClient>;
  readonly http: (url: URL, authProvider: MemoryProvider) => HttpConnection;
}

interface Generation<Transport> {
  readonly client: () => SdkClient & { readonly connect: (transport: Transport) => Promise<void> };
  readonly stdio: (program: StdioProgram) => Transport;
  readonly http: (
    url: URL,
    authProvider: MemoryProvider,
  ) => { readonly transport: Transport; readonly finish: (answer: URLSearchParams) => Promise<void> };
}

/** A transport connects once, so each try has its own; the one that was refused takes the answer. */
function sdk<T>(name: string, stepsUp: boolean, { client, stdio, http }: Generation<T>): Sdk {
  const connectTo = async (transport: T): Promise<SdkClient> => {
    const connecting = client();
    await connecting.connect(transport);
    return connecting;
  };
  return {
    name,
    stepsUp,
    stdio: (program) => connectTo(stdio(program)),
    http: (url, authProvider) => {
      let last = http(url, authProvider);
      return {
        connect: () => {
          last = http(url, authProvider);
          return connectTo(last.transport);
        },
        finish: (answer) => last.finish(answer),
      };
    },
  };
}

const INFO = { name: "sdk-test", version: "1" };
const codeOf = (answer: URLSearchParams): string => answer.get("code") ?? "";

/** Transports of one SDK do not fit the types of another with exactOptionalPropertyTypes, nor always their own. */
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any;

const two = (mode: "auto" | "legacy" | { readonly pin: "2026-07-28" }): Generation<Loose> => ({
  client: () => new Client2(INFO, { versionNegotiation: { mode } }),
  stdio: (program) => new Stdio2(program),
  http: (url, authProvider) => {
    const transport = new Http2(url, { authProvider });
    return { transport, finish: (answer) => transport.finishAuth(answer) };
  },
});

const one = (
  client: new (info: typeof INFO) => Loose,
  stdio: new (program: StdioProgram) => Loose,
  http: new (url: URL, options: { authProvider: MemoryProvider }) => Loose,
): Generation<Loose> => ({
  client: () => new client(INFO),
  stdio: (program) => new stdio(program),
  http: (url, authProvider) => {
    const transport = new http(url, { authProvider });
    return { transport, finish: (answer) => transport.finishAuth(codeOf(answer)) };
  },
});

/** Every generation of the official TypeScript SDK that applications out there embed. */
export const SDKS: readonly Sdk[] = [
  sdk("client 2.4.0, 2026-07-28 only", true, two({ pin: "2026-07-28" })),
  sdk("client 2.4.0, which finds out", true, two("auto")),
  sdk("client 2.4.0, with initialize", true, two("legacy")),
  sdk("sdk 1.32.2", false, one(Client32, Stdio32, Http32)),
  sdk("sdk 1.27.1", false, one(Client27, Stdio27, Http27)),
  sdk("sdk 1.17.5", false, one(Client17, Stdio17, Http17)),
  sdk("sdk 1.12.3", false, one(Client12, Stdio12, Http12)),
];
