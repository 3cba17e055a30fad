import { useEffect, useState } from "react";
import { z } from "zod";
import { apiUrl } from "../../api.ts";
import { closeSocket } from "../../close-socket.ts";

const Line = z.object({
  id: z.int(),
  created_at: z.string(),
  output: z.string(),
  stage: z.string().optional(),
  level: z.string().optional(),
  log_level: z.string().optional(),
});
export type LogLine = z.infer<typeof Line>;

/** Frames hold one line of a build's log, or an array of an agent's (coder-api 0.4). */
const Frame = z.union([z.array(Line), Line.transform((line) => [line])]);

const AGAIN_MS = 1000;

/** Follows a log to its end; a connection that breaks is opened again after the last line. */
export function useLogLines(path: string): readonly LogLine[] {
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  useEffect(() => {
    setLines([]);
    return follow(path, (more) => setLines((before) => [...before, ...more]));
  }, [path]);
  return lines;
}

function follow(path: string, onLines: (lines: readonly LogLine[]) => void): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  let last = 0;
  const open = (): void => {
    const url = new URL(apiUrl(path, { follow: true, after: last === 0 ? undefined : last }), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    socket = new WebSocket(url);
    socket.addEventListener("message", ({ data }) => {
      if (over) return;
      const lines = Frame.parse(JSON.parse(String(data)));
      last = lines.at(-1)?.id ?? last;
      onLines(lines);
    });
    socket.addEventListener("close", ({ code }) => {
      if (!over && code !== 1000) timer = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    over = true;
    clearTimeout(timer);
    closeSocket(socket);
  };
}
