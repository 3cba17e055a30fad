import { createHash } from "node:crypto";
import { createMcpHandler, type AuthInfo } from "@modelcontextprotocol/server";
import type { CoderClient } from "../client/client.ts";
import type { Selection } from "../tools/select-tools.ts";
import type { Tool } from "../tools/tool.ts";
import { parseWorkspaceFilter } from "../tools/workspace-filter.ts";
import type { CallOptions } from "./call-tool.ts";
import type { ExtendMcp } from "./extend-mcp.ts";
import type { Log } from "./log.ts";
import { createServerFactory } from "./server-factory.ts";
import { createSession } from "./session.ts";
import { toolboxOf } from "./toolbox.ts";

export interface McpHttpOptions {
  readonly version: string;
  readonly tools: readonly Tool[];
  /** A client of the deployment that acts with the caller's own token. */
  readonly clientFor: (token: string) => CoderClient;
  /** 32 bytes or more, the same in every replica: seals what a call that asks a person leaves with its client. */
  readonly stateKey: Uint8Array;
  readonly timeoutMs: number;
  readonly log: Log;
  readonly extend?: ExtendMcp | undefined;
}

/** Who makes a request, as the guard in front has found out. */
export interface McpHttpCaller {
  readonly token: string;
  /** Coder's search syntax; narrows what this caller's tools see. */
  readonly filter?: string;
  /** Narrows the tools that this caller has. */
  readonly selects?: Selection;
  /** The request's JSON body, when it has been read already. */
  readonly parsedBody?: unknown;
}

export interface McpHttp {
  readonly fetch: (request: Request, caller: McpHttpCaller) => Promise<Response>;
  readonly close: () => Promise<void>;
}

/**
 * The deployment's MCP endpoint: stateless in both eras, one client a request. It checks neither token, Host nor
 * Origin; it is mounted behind the guard that does.
 */
export function createMcpHttp(options: McpHttpOptions): McpHttp {
  const toolbox = toolboxOf(options.tools);
  const calls = new WeakMap<AuthInfo, CallOptions>();
  const factory = createServerFactory({
    version: options.version,
    extend: options.extend,
    stateKey: options.stateKey,
    toolbox: async () => toolbox,
    callOptions: ({ authInfo }) => {
      const found = authInfo === undefined ? undefined : calls.get(authInfo);
      if (found === undefined) throw new TypeError("an MCP request reached the server without its caller");
      return found;
    },
  });
  const onerror = (error: Error) => options.log("warn", "protocol error", { error });
  const handler = createMcpHandler(factory, { onerror });
  return {
    fetch: (request, caller) => {
      const authInfo: AuthInfo = { token: caller.token, clientId: "", scopes: [] };
      calls.set(authInfo, callOptionsOf(options, caller));
      return handler.fetch(request, { authInfo, parsedBody: caller.parsedBody });
    },
    close: () => handler.close(),
  };
}

function callOptionsOf({ clientFor, timeoutMs, log }: McpHttpOptions, caller: McpHttpCaller): CallOptions {
  const filter = parseWorkspaceFilter(caller.filter ?? "");
  return {
    caller: callerOf(caller),
    timeoutMs,
    log,
    selects: caller.selects,
    session: () => createSession(clientFor(caller.token), filter),
  };
}

/** Tokens are not kept longer than their request, so a digest stands for them. */
const callerOf = ({ token, filter = "" }: McpHttpCaller): string =>
  createHash("sha256").update(`${token} ${filter}`).digest("base64url");
