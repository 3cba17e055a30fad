import type { Readable, Writable } from "node:stream";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { CoderClient } from "../client/client.ts";
import type { ReportTask } from "../tools/coder/report-task.ts";
import { checkToolsets } from "../tools/toolsets.ts";
import { once } from "../lib/once.ts";
import { parseWorkspaceFilter, type WorkspaceFilter } from "../tools/workspace-filter.ts";
import { AppError } from "../wire/errors.ts";
import { drainingTransport } from "./draining-transport.ts";
import type { ProtocolServer } from "./features/feature.ts";
import type { Log } from "./log.ts";
import { instructionsFor } from "./instructions.ts";
import { createServerFactory } from "./server-factory.ts";
import type { Session } from "./session.ts";
import { holdListens } from "./subscriptions/hold-listens.ts";
import { createResourceHub } from "./subscriptions/resource-hub.ts";
import type { ResourceNews } from "./subscriptions/subscriptions.ts";
import type { Toolbox } from "./toolbox.ts";

const GRACE_MS = 10_000;
export const DEFAULT_TIMEOUT_MS = 60_000;

export interface StdioServerOptions {
  readonly version: string;
  /** Undefined when there are no credentials: the server lists its tools, and calls say how to log in. */
  readonly client: (() => CoderClient | Promise<CoderClient>) | undefined;
  /** Coder's search syntax; empty shows every workspace. */
  readonly filter?: string;
  readonly toolsets?: readonly string[];
  /** Offers only tools that change nothing. */
  readonly readOnly?: boolean;
  /** Names of the only tools to offer; none offers all of the toolsets. */
  readonly allowedTools?: readonly string[];
  /** What the model is told first, in place of the server's own words. */
  readonly instructions?: string | undefined;
  /** Has coder_report_task report for an app of a workspace; without a `client` the server has no other tools. */
  readonly reporter?: Reporter | undefined;
  readonly timeoutMs?: number;
  /** Milliseconds between looks at the list of resources, for those who subscribe; 15 s unless told otherwise. */
  readonly lookMs?: number;
  readonly log: Log;
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Its abort is as the end of stdin: old clients end a server by a signal alone. */
  readonly signal?: AbortSignal;
}

/** Whose status is reported, and the deployment as its workspace's agent sees it. */
export interface Reporter {
  readonly appSlug: string;
  readonly client: () => CoderClient | Promise<CoderClient>;
}

/**
 * Serves MCP on stdin and stdout until stdin ends and running calls are answered. Throws AppError "invalid" at once
 * for a bad filter, toolset or tool name.
 */
export async function serveStdioServer(options: StdioServerOptions): Promise<void> {
  const { version, log, stdin, stdout, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const toolsets = toolsetsOf(options);
  checkToolsets(toolsets);
  const filter = parseWorkspaceFilter(options.filter ?? "");
  const { session, close } = sessionOnce(options, filter);
  const toolbox = once(async () => await openToolbox(options, toolsets));
  if ((options.allowedTools ?? []).length > 0) await toolbox();
  const stateKey = crypto.getRandomValues(new Uint8Array(32));
  const hub = createResourceHub(async (what, news, signal) => {
    const watch = { ...what, news, lookMs: options.lookMs };
    try {
      const { watchResources } = await import("./subscriptions/watch-resources.ts");
      await watchResources({ ...watch, session: await session(), toolbox: await toolbox() }, signal);
    } catch (error) {
      log("warn", "a subscription broke", { error });
    }
  });
  const factory = createServerFactory({
    version,
    stateKeys: () => ({ current: stateKey, older: [] }),
    toolbox,
    instructions: options.instructions ?? instructionsFor(toolsets),
    subscriptions: hub,
    onServer: (server) => hub.deliverTo(newsThrough(server)),
    callOptions: () => ({ caller: "stdio", user: "stdio", session, timeoutMs, log }),
  });
  const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();
  const draining = drainingTransport({ stdin, stdout, graceMs: GRACE_MS, onClosed });
  const transport = holdListens(draining, hub, log);
  options.signal?.addEventListener("abort", () => stdin.destroy(), { once: true });
  const onerror = (error: Error) => log("warn", "protocol error", { error });
  serveStdio(factory, { transport, onerror });
  await closed;
  hub.close();
  await close();
}

interface SessionOnce {
  readonly session: () => Promise<Session>;
  /** Closes the session if there is one. */
  readonly close: () => Promise<void>;
}

function sessionOnce({ client, reporter }: StdioServerOptions, filter: WorkspaceFilter): SessionOnce {
  let opened: Promise<Session> | undefined;
  return {
    session: once(async () => await (opened = openSession(client ?? reporter?.client, filter))),
    close: async () => {
      const session = await opened?.catch(() => undefined);
      session?.close();
    },
  };
}

/** An agent's token is good for reports alone. */
const toolsetsOf = ({ client, reporter, toolsets = ["default"] }: StdioServerOptions): readonly string[] =>
  client === undefined && reporter !== undefined ? [] : toolsets;

async function openToolbox(options: StdioServerOptions, toolsets: readonly string[]): Promise<Toolbox> {
  const { readOnly = false, allowedTools: allowed = [], reporter } = options;
  const { stdioToolbox } = await import("./stdio-toolbox.ts");
  const report = reporter === undefined ? undefined : reportThrough(reporter);
  return stdioToolbox({ toolsets, readOnly, allowed, report });
}

function reportThrough({ appSlug, client }: Reporter): ReportTask {
  const agent = once(async () => await client());
  return async (status, signal) => {
    await (await agent()).agents.reportStatus({ ...status, app_slug: appSlug }, { signal });
  };
}

const newsThrough = (server: ProtocolServer): ResourceNews => ({
  // A client that went away while being told has no use for the error.
  updated: (uri) => void server.sendResourceUpdated({ uri }).catch(() => undefined),
  listChanged: () => void server.sendResourceListChanged().catch(() => undefined),
});

/** Tools, client and their schemas take as long to load as the whole protocol, so the handshake goes first. */
const heavy = () => import("./toolbox.ts");

/** The deployment is asked for nothing until a tool is called. */
async function openSession(client: StdioServerOptions["client"], filter: WorkspaceFilter): Promise<Session> {
  if (client === undefined)
    throw new AppError(
      "unauthenticated",
      "there are no credentials; run `coder login <url>` or set CODER_URL and CODER_SESSION_TOKEN, then restart the MCP server",
    );
  return (await heavy()).createSession(await client(), filter);
}
