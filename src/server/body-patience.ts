import type { IncomingMessage, ServerResponse } from "node:http";

/** How long a body may pause, in milliseconds, once it may take as long as it needs. */
const LONGEST_PAUSE_MS = 60_000;

/** Cuts off who sends a request too slowly. */
export interface BodyPatience {
  readonly begin: (request: IncomingMessage, response: ServerResponse) => void;
  /** Lets this request take as long as it goes on coming: for files that a route has agreed to take. */
  readonly lift: (request: IncomingMessage) => void;
}

/** Answers 408 to a request whose body is not whole after `ms`. Node's own limit is the same for every request. */
export function bodyPatience(ms: number): BodyPatience {
  const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();
  const end = (request: IncomingMessage): void => clearTimeout(timers.get(request));
  return {
    begin: (request, response) => {
      const { "content-length": length, "transfer-encoding": coding } = request.headers;
      if (coding === undefined && Number(length ?? 0) === 0) return;
      timers.set(
        request,
        setTimeout(() => cutOff(request, response), ms),
      );
      request.once("end", () => end(request)).once("close", () => end(request));
    },
    lift: (request) => {
      end(request);
      request.setTimeout(LONGEST_PAUSE_MS);
    },
  };
}

function cutOff(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  if (!response.headersSent) socket.write("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
  socket.destroySoon();
}
