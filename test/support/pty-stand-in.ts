import { spawn, type ChildProcess } from "node:child_process";
import type { Server } from "node:http";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import { z } from "zod";

/** What a genuine agent keeps for those who attach again (coder-api 4.1). */
const REPLAY_BYTES = 64 * 1024;

export interface PtyOptions {
  /** The user's shell, which is given the terminal's command with -c. */
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  /** Bytes of one message to the client; the system's pieces unless told otherwise. */
  readonly fragment?: number;
  /** After how many bytes to the client each connection is cut. */
  readonly cutAfter?: number;
}

/** Terminals as a genuine deployment serves them, each a real one that `script` of util-linux holds. */
export interface PtyStandIn extends AsyncDisposable {
  /** So many connections were opened so far. */
  readonly connections: () => number;
  /** Ends all terminals, as an agent that restarts does. */
  readonly endAll: () => void;
}

const Typed = z.object({
  data: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
});

interface Terminal {
  readonly child: ChildProcess;
  replay: Buffer;
  client: WebSocket | undefined;
}

/** Serves terminals of any agent on an HTTP server. */
export function servePtys(server: Server, options: () => PtyOptions): PtyStandIn {
  const terminals = new Map<string, Terminal>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 32 * 1024 });
  let connections = 0;
  server.on("upgrade", (request, raw, head) => {
    const url = new URL(request.url ?? "", "http://stand-in");
    if (!/^\/api\/v2\/workspaceagents\/[^/]+\/pty$/.test(url.pathname)) return raw.destroy();
    sockets.handleUpgrade(request, raw, head, (socket) => {
      connections += 1;
      attach(socket, url.searchParams);
    });
  });
  const attach = (socket: WebSocket, query: URLSearchParams): void => {
    const id = query.get("reconnect") ?? "";
    const terminal = terminals.get(id) ?? open(id, query.get("command") ?? "");
    terminal.client?.close();
    terminal.client = socket;
    const limit = { left: options().cutAfter ?? Infinity };
    deliver(socket, terminal.replay, limit);
    terminal.child.stdout?.on("data", (bytes: Buffer) => {
      if (terminal.client === socket) deliver(socket, bytes, limit);
    });
    socket.on("message", (data, isBinary) => {
      if (!isBinary) return socket.close(1003);
      const { data: text } = Typed.parse(JSON.parse(textOf(data)));
      if (text !== undefined && terminal.child.stdin?.write(text) === false) {
        socket.pause();
        terminal.child.stdin.once("drain", () => socket.resume());
      }
    });
  };
  const deliver = (socket: WebSocket, bytes: Buffer, limit: { left: number }): void => {
    const size = options().fragment ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) {
      if (limit.left <= 0) return socket.terminate();
      limit.left -= size;
      socket.send(bytes.subarray(at, at + size));
    }
  };
  const open = (id: string, command: string): Terminal => {
    const { shell, env } = options();
    const child = spawn(
      "/usr/bin/script",
      ["-qfc", command === "" ? `exec ${shell} -l` : command, "/dev/null"],
      {
        cwd: env["HOME"],
        env: { TERM: "xterm-256color", ...env, SHELL: shell },
        stdio: ["pipe", "pipe", "ignore"],
      },
    );
    const terminal: Terminal = { child, replay: Buffer.alloc(0), client: undefined };
    child.stdin?.on("error", () => undefined);
    child.stdout?.on("data", (bytes: Buffer) => {
      terminal.replay = Buffer.concat([terminal.replay, bytes]).subarray(-REPLAY_BYTES);
    });
    child.once("close", () => {
      terminals.delete(id);
      // One that waits for room in the terminal's input would wait for ever.
      terminal.client?.resume();
      terminal.client?.close(1000);
    });
    terminals.set(id, terminal);
    return terminal;
  };
  const endAll = (): void => {
    for (const { child } of terminals.values()) child.kill("SIGKILL");
  };
  return {
    connections: () => connections,
    endAll,
    [Symbol.asyncDispose]: async () => {
      const ends = [...terminals.values()].map(
        ({ child }) => new Promise((resolve) => child.once("close", resolve)),
      );
      endAll();
      await Promise.all(ends);
      for (const client of sockets.clients) client.terminate();
    },
  };
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)).toString();
