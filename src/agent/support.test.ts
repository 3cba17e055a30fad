import assert from "node:assert/strict";
import { connect } from "node:http2";
import type { ClientHttp2Session, IncomingHttpHeaders } from "node:http2";
import { createServer } from "node:http";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { on } from "node:events";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { ExecutionReply } from "../wire/agent-api.ts";
import type { ReadOutput, StartExecution } from "../wire/agent-api.ts";
import { SESSION_WINDOW, STREAM_WINDOW, TUNNEL_PATH, TUNNEL_PROTOCOL } from "../wire/tunnel-settings.ts";
import { runAgent } from "./run-agent.ts";
import { WebSocketDuplex } from "../lib/websocket-duplex.ts";

/** The deployment's side of the tunnel, as small as it can be. Not a test file: only its name keeps it out of builds. */
export interface TestDeployment extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** The next tunnel an agent opens. */
  readonly nextTunnel: () => Promise<ClientHttp2Session>;
  readonly dials: () => number;
}

export type Carrier = "upgrade" | "websocket" | "refuse";

export async function createDeployment(
  carrier: Carrier = "upgrade",
  token = "secret-token",
): Promise<TestDeployment> {
  const server = createServer((_request, response) => response.writeHead(426).end());
  const sessions = new Set<ClientHttp2Session>();
  const waiting: ClientHttp2Session[] = [];
  const listeners: ((session: ClientHttp2Session) => void)[] = [];
  let dials = 0;
  const accept = (socket: Duplex) => {
    const session = connect("http://agent", {
      createConnection: () => socket,
      settings: { initialWindowSize: STREAM_WINDOW },
    });
    session.on("error", () => undefined);
    session.once("connect", () => session.setLocalWindowSize(SESSION_WINDOW));
    sessions.add(session);
    const listener = listeners.shift();
    if (listener === undefined) waiting.push(session);
    else listener(session);
  };
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => TUNNEL_PROTOCOL });
  server.on("upgrade", (request, socket, head) => {
    dials += 1;
    socket.on("error", () => undefined);
    const allowed = request.headers["coder-session-token"] === token && carrier !== "refuse";
    if (request.url !== TUNNEL_PATH || !allowed) {
      socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    } else if (carrier === "upgrade" && request.headers.upgrade === TUNNEL_PROTOCOL) {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${TUNNEL_PROTOCOL}\r\n\r\n`,
      );
      accept(socket);
    } else if (request.headers.upgrade === "websocket") {
      sockets.handleUpgrade(request, socket, head, (ws) => accept(new WebSocketDuplex(ws)));
    } else {
      socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(address !== null && typeof address === "object");
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    dials: () => dials,
    nextTunnel: async () => waiting.shift() ?? (await new Promise((resolve) => listeners.push(resolve))),
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Calls an agent through its tunnel. */
export class AgentClient {
  readonly session: ClientHttp2Session;

  constructor(session: ClientHttp2Session) {
    this.session = session;
  }

  async request(method: string, path: string, body?: string | Buffer): Promise<Answer> {
    const stream = this.session.request(
      { ":method": method, ":path": path },
      { endStream: body === undefined },
    );
    const response = new Promise<IncomingHttpHeaders & { ":status"?: number }>((resolve, reject) => {
      stream.once("response", resolve);
      stream.once("error", reject);
      stream.once("close", () => reject(new Error("closed without a response")));
    });
    if (body !== undefined) stream.end(body);
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    const headers = await response;
    if (!stream.readableEnded) await new Promise((resolve) => stream.once("end", resolve));
    return { status: headers[":status"] ?? 0, headers, body: Buffer.concat(chunks) };
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely.
  async json(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await this.request(method, path, body === undefined ? undefined : JSON.stringify(body));
    const parsed: unknown = JSON.parse(answer.body.toString("utf8"));
    assert.equal(answer.status, 200, answer.body.toString("utf8"));
    return parsed;
  }

  /** The error envelope of a request that must fail. */
  async fails(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; code: string; message: string }> {
    const answer = await this.request(method, path, body === undefined ? undefined : JSON.stringify(body));
    assert.notEqual(answer.status, 200, answer.body.toString("utf8"));
    return { status: answer.status, ...JSON.parse(answer.body.toString("utf8")) };
  }

  async exec(request: StartExecution): Promise<ExecutionReply> {
    return ExecutionReply.parse(await this.json("POST", "/executions", { wait_ms: 20_000, ...request }));
  }

  async output(
    id: string,
    query: Partial<Record<keyof ReadOutput, string | number>> = {},
  ): Promise<ExecutionReply> {
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    return ExecutionReply.parse(await this.json("GET", `/executions/${id}/output?${search.toString()}`));
  }

  async put(path: string, body: string | Buffer, query: Record<string, string> = {}): Promise<Answer> {
    return await this.request(
      "PUT",
      `/files/content?${new URLSearchParams({ path, ...query }).toString()}`,
      body,
    );
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely.
  async file(kind: "stat" | "list" | "text", query: Record<string, string>): Promise<any> {
    return await this.json("GET", `/files/${kind}?${new URLSearchParams(query).toString()}`);
  }

  /** Batches of reports as they arrive. */
  async *reports(
    after = 0,
  ): AsyncGenerator<{ id: number; kind: string; state?: string; output?: string; source_id?: string }> {
    const stream = this.session.request({ ":path": `/reports?after=${after}` });
    let rest = "";
    try {
      for await (const [chunk] of on(stream, "data", { close: ["end", "close"] })) {
        const lines = (rest + String(chunk)).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) yield JSON.parse(line);
      }
    } finally {
      stream.close();
    }
  }
}

export interface Workspace extends AsyncDisposable {
  readonly client: AgentClient;
  readonly home: string;
  readonly stateDir: string;
  readonly deployment: TestDeployment;
  readonly ended: Promise<void>;
}

export interface WorkspaceOptions {
  readonly carrier?: Carrier;
  readonly env?: Record<string, string>;
  /** Made when it is named, and removed with the workspace. */
  readonly home?: string;
}

/** An agent in this process with a home of its own, connected. */
export async function openWorkspace({
  carrier = "upgrade",
  env = {},
  home: wanted,
}: WorkspaceOptions = {}): Promise<Workspace> {
  const home = wanted ?? (await mkdtemp(join(tmpdir(), "agent-")));
  await mkdir(home, { recursive: true });
  const stateDir = join(home, ".state");
  const deployment = await createDeployment(carrier);
  const stop = new AbortController();
  const ended = runAgent(
    {
      url: deployment.url,
      token: deployment.token,
      stateDir,
      home,
      version: "1.2.3",
      env: { PATH: process.env["PATH"], CODER_AGENT_TOKEN: deployment.token, ...env },
      log: (level, message, fields) => {
        if (level === "error") process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
      },
    },
    stop.signal,
  );
  const client = new AgentClient(await deployment.nextTunnel());
  return {
    client,
    home,
    stateDir,
    deployment,
    ended,
    [Symbol.asyncDispose]: async () => {
      if (!client.session.destroyed)
        await client.request("POST", "/shutdown", '{"grace_ms":0}').catch(() => undefined);
      stop.abort();
      await ended;
      await deployment[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function manifestOf(changes: Record<string, unknown> = {}) {
  return {
    agent_id: "11111111-1111-4111-8111-111111111111",
    agent_name: "main",
    workspace_id: "22222222-2222-4222-8222-222222222222",
    workspace_name: "dev",
    owner_name: "ada",
    build_id: "33333333-3333-4333-8333-333333333333",
    directory: "~",
    env: { FROM_MANIFEST: "yes" },
    scripts: [],
    ...changes,
  };
}
