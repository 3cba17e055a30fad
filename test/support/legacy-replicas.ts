import {
  InMemoryServerEventBus,
  McpServer,
  type McpServerFactory,
  type ServerEventBus,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { createLegacyLeg, type LegacyLeg } from "../../src/mcp/legacy/legacy-leg.ts";
import type { SessionOwner } from "../../src/mcp/legacy/session-store.ts";
import { createListCache } from "../../src/mcp/list-cache.ts";
import { closeInReverse, type Scope } from "./deployment.ts";
import { mcpSessions, sessionsOfReplica } from "./mcp-sessions.ts";

export const ACCEPT = "application/json, text/event-stream";

export interface Replica {
  readonly leg: LegacyLeg;
  readonly bus: ServerEventBus;
  /** Ids of calls of `wait` that were aborted here. */
  readonly aborted: string[];
  /** A `fetch` of this replica as an owner, the first user unless told otherwise. */
  readonly fetch: (init: RequestInit, owner?: Partial<SessionOwner>) => Promise<Response>;
  /** Posts JSON, in a session where an id is given. */
  readonly post: (body: unknown, session?: string) => Promise<Response>;
}

export interface Replicas {
  readonly userId: string;
  readonly a: Replica;
  readonly b: Replica;
  /** Another replica, as after a restart. */
  readonly start: () => Promise<Replica>;
  /** The tokens of these owners are over. */
  readonly signedOut: Set<string>;
}

/** Two replicas of the endpoint's legacy leg over one PostgreSQL, with tools that ask, wait and report. */
export async function legacyReplicas(scope: Scope): Promise<Replicas> {
  const closing = closeInReverse(scope);
  const { url, userId } = await mcpSessions({ after: closing });
  const signedOut = new Set<string>();
  const start = async (): Promise<Replica> => {
    const sessions = await sessionsOfReplica({ after: closing }, url);
    const bus = new InMemoryServerEventBus();
    const aborted: string[] = [];
    const leg = createLegacyLeg({
      factory: fixtures(aborted),
      sessions,
      bus,
      lists: createListCache(),
      watch: async () => undefined,
      log: () => undefined,
    });
    closing(async () => leg.close());
    return { leg, bus, aborted, ...fetchers(leg, userId, signedOut) };
  };
  return { userId, signedOut, start, a: await start(), b: await start() };
}

function fetchers(leg: LegacyLeg, userId: string, signedOut: Set<string>): Pick<Replica, "fetch" | "post"> {
  const fetch: Replica["fetch"] = async (init, other = {}) => {
    const owner = { userId, clientId: "", ...other };
    return await leg.fetch({
      request: new Request("http://mcp.invalid/mcp", init),
      owner,
      selection: "all",
      authInfo: { token: "", clientId: "", scopes: [] },
      body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
      isAuthenticated: async () => !signedOut.has(owner.clientId),
    });
  };
  const post: Replica["post"] = (body, session) =>
    fetch({
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: ACCEPT,
        ...(session !== undefined && { "mcp-session-id": session }),
      },
      body: JSON.stringify(body),
    });
  return { fetch, post };
}

const NO_INPUT = z.object({});
const NAME = z.object({ name: z.string() });

function fixtures(aborted: string[]): McpServerFactory {
  return () => {
    const capabilities = { tools: { listChanged: true }, logging: {}, resources: { subscribe: true } };
    const mcp = new McpServer({ name: "fixture", version: "1" }, { capabilities });
    mcp.registerTool("plain", { inputSchema: NO_INPUT }, () => text("plain"));
    mcp.registerTool("ask", { inputSchema: NO_INPUT }, async (_args, { mcpReq }) => {
      const requestedSchema = { type: "object", properties: { name: { type: "string" } } } as const;
      const answer = await mcpReq.elicitInput({ message: "Your name?", requestedSchema });
      return text(`${answer.action} ${String(NAME.safeParse(answer.content).data?.name)}`);
    });
    mcp.registerTool("wait", { inputSchema: NAME }, async ({ name }, { mcpReq }) => {
      const { _meta: meta } = mcpReq;
      const progressToken = meta?.progressToken ?? 0;
      await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress: 1 } });
      await new Promise((resolve) => mcpReq.signal.addEventListener("abort", resolve));
      aborted.push(name);
      return text("aborted");
    });
    mcp.registerTool("log", { inputSchema: NO_INPUT }, async (_args, { mcpReq }) => {
      await mcpReq.log("info", "some");
      await mcpReq.log("error", "much");
      return text("logged");
    });
    mcp.server.setRequestHandler("resources/subscribe", () => ({}));
    mcp.server.setRequestHandler("resources/unsubscribe", () => ({}));
    return mcp;
  };
}

const text = (words: string) => ({ content: [{ type: "text" as const, text: words }] });
