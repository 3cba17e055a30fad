import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createClient } from "../../src/client/client.ts";
import { createMcpHttp, type McpHttpCaller, type McpHttpOptions } from "../../src/mcp/http.ts";
import { TOOLS } from "../../src/tools/index.ts";
import type { Workspace } from "../../src/wire/workspace.ts";
import { closeInReverse, type Scope } from "./deployment.ts";
import { startDeployment, type DeploymentFixture } from "./deployment-fixture.ts";
import { mcpSessions } from "./mcp-sessions.ts";
import { ERAS } from "./mcp-client.ts";
import { workspaceFixture } from "./workspace-fixture.ts";

export interface HttpSetUp {
  readonly era: keyof typeof ERAS;
  readonly caller?: Partial<McpHttpCaller>;
  readonly workspaces?: readonly Workspace[];
  readonly options?: Partial<McpHttpOptions>;
  readonly client?: ConstructorParameters<typeof Client>[1];
}

export interface WireCall {
  readonly method: string;
  readonly params?: object;
  /** What the client declares. */
  readonly capabilities?: object;
  /** The header `Mcp-Name`. */
  readonly name?: string;
  readonly signal?: AbortSignal;
}

export interface HttpClient {
  readonly client: Client;
  readonly deployment: DeploymentFixture;
  /** A modern client's request as it is on the wire. */
  readonly stream: (call: WireCall) => Promise<Response>;
  /** The answer to it. */
  // Tests look into answers freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly wire: (call: WireCall) => Promise<any>;
  /** One POST with a body of its own. */
  readonly post: (body: object, headers?: Record<string, string>, signal?: AbortSignal) => Promise<Response>;
}

/** The SDK's client on the MCP endpoint in this process, in front of a small deployment. */
export async function connectHttp(scope: Scope, setUp: HttpSetUp): Promise<HttpClient> {
  const closing = closeInReverse(scope);
  const deployment = await startDeployment(setUp.workspaces ?? [workspaceFixture()]);
  closing(() => deployment.close());
  const { sessions, userId } = await mcpSessions({ after: closing });
  const http = createMcpHttp({
    version: "0.0.0-test",
    tools: TOOLS,
    stateKeys: () => ({ current: new Uint8Array(32).fill(7), older: [] }),
    sessions,
    resourceMetadataUrl: "http://mcp.invalid/.well-known/oauth-protected-resource/mcp",
    timeoutMs: 10_000,
    log: () => undefined,
    ...setUp.options,
  });
  closing(() => http.close());
  const client = new Client(
    { name: "test", version: "1" },
    { ...setUp.client, versionNegotiation: { mode: ERAS[setUp.era] } },
  );
  const send = (request: Request) =>
    http.fetch(request, {
      key: "0123456789",
      owner: { userId, clientId: "" },
      scopes: { granted: ["coder:all"], covers: () => true },
      client: () => createClient({ baseUrl: deployment.url, token: "ann-token" }),
      isAuthenticated: async () => true,
      ...setUp.caller,
    });
  const fetch = (url: string | URL, init?: RequestInit) => send(new Request(url, init));
  await client.connect(new StreamableHTTPClientTransport(new URL("http://mcp.invalid/mcp"), { fetch }));
  closing(() => client.close());
  const post: HttpClient["post"] = (body, headers = {}, signal) =>
    send(
      new Request("http://mcp.invalid/mcp", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...body }),
        signal: signal ?? null,
      }),
    );
  const stream: HttpClient["stream"] = ({ method, params = {}, capabilities = {}, name, signal }) => {
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": capabilities,
    };
    const headers = {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(name === undefined ? {} : { "mcp-name": name }),
    };
    return post({ method, params: { ...params, _meta: meta } }, headers, signal);
  };
  const wire: HttpClient["wire"] = async (call) =>
    JSON.parse((await (await stream(call)).text()).replace(/^[^{]*/, ""));
  return { client, deployment, post, stream, wire };
}
