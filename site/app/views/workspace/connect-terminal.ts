import type { Terminal } from "@xterm/xterm";
import { apiUrl } from "../../api.ts";
import { closeSocket } from "../../close-socket.ts";

export type Link = "connecting" | "connected" | "broken" | "ended";

interface Connection {
  readonly agentId: string;
  /** Chosen by the page: the same one finds the same shell. */
  readonly session: string;
  readonly terminal: Terminal;
  readonly onLink: (link: Link) => void;
}

const AGAIN_MS = 1000;
/** Frames stay well below the 32 KiB that the deployment reads. */
const FRAME_CHARACTERS = 4096;

/** Joins a terminal to a shell over the reconnecting PTY (coder-api 4.1); returns what ends the connection. */
export function connectTerminal({ agentId, session, terminal, onLink }: Connection): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const send = (message: object): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(new TextEncoder().encode(JSON.stringify(message)));
  };
  const open = (): void => {
    const opened = openSocket(agentId, session, terminal);
    socket = opened;
    opened.addEventListener("open", () => {
      // The shell repeats what it printed last.
      terminal.reset();
      onLink("connected");
      send({ width: terminal.cols, height: terminal.rows });
    });
    opened.addEventListener("message", ({ data }) => terminal.write(new Uint8Array(data)));
    opened.addEventListener("close", ({ code }) => {
      if (over) return;
      onLink(code === 1000 ? "ended" : "broken");
      if (code !== 1000) timer = setTimeout(open, AGAIN_MS);
    });
  };
  const typed = terminal.onData((text) => {
    for (let at = 0; at < text.length; at += FRAME_CHARACTERS)
      send({ data: text.slice(at, at + FRAME_CHARACTERS) });
  });
  const resized = terminal.onResize(({ cols, rows }) => send({ width: cols, height: rows }));
  onLink("connecting");
  open();
  return () => {
    over = true;
    clearTimeout(timer);
    typed.dispose();
    resized.dispose();
    closeSocket(socket);
  };
}

function openSocket(agentId: string, session: string, { cols, rows }: Terminal): WebSocket {
  const query = { reconnect: session, width: cols, height: rows };
  const url = new URL(apiUrl(`/workspaceagents/${agentId}/pty`, query), location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  return socket;
}
