import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHttp } from "../../src/client/http.ts";
import { terminalConn, type TerminalConn } from "../../src/client/terminal/terminal-conn.ts";
import { servePtys, type PtyOptions, type PtyStandIn } from "./pty-stand-in.ts";

/** A workspace behind a stand-in for a genuine deployment's terminals, and a connection to it. */
export interface TerminalPlace extends AsyncDisposable {
  readonly home: string;
  readonly ptys: PtyStandIn;
  readonly conn: TerminalConn;
  /** Another connection, as another server process opens one. */
  readonly connect: () => TerminalConn;
}

export interface TerminalPlaceOptions extends Partial<Omit<PtyOptions, "env">> {
  /** `PATH`, and variables that name files; what is relative is below the home directory. */
  readonly env?: Readonly<Record<string, string>>;
  /** Puts files there before anything runs. */
  readonly furnish?: (home: string) => Promise<void>;
}

/** Opens one; its home directory is its own and goes with it. */
export async function openTerminalPlace(options: TerminalPlaceOptions = {}): Promise<TerminalPlace> {
  const home = await mkdtemp(join(tmpdir(), "terminal-"));
  await options.furnish?.(home);
  const server = createServer((_request, response) => response.writeHead(404).end());
  const { PATH = "/usr/local/bin:/usr/bin:/bin", ...rest } = options.env ?? {};
  const files = Object.entries(rest).map(([name, file]): [string, string] => [name, `${home}/${file}`]);
  const path = PATH.split(":").map((part) => (part.startsWith("/") ? part : `${home}/${part}`));
  const env = { HOME: home, PATH: path.join(":"), ...Object.fromEntries(files) };
  const ptys = servePtys(server, () => ({ shell: "/bin/bash", ...options, env }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { socket } = createHttp({ baseUrl: `http://127.0.0.1:${port}`, token: "a-token" });
  if (socket === undefined) throw new Error("no WebSockets");
  const opened: TerminalConn[] = [];
  const connect = (): TerminalConn => {
    const conn = terminalConn({ socket, agentId: "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f0a" });
    opened.push(conn);
    return conn;
  };
  return {
    home,
    ptys,
    conn: connect(),
    connect,
    [Symbol.asyncDispose]: async () => {
      for (const conn of opened) conn.close();
      await ptys[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
