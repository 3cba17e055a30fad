import { ConnectPort } from "../../wire/listening-ports.ts";
import { readQuery } from "../http/read-request.ts";
import { json, type Call, type Reply, type Route } from "../http/route.ts";
import { connectPort } from "../ports/connect-port.ts";
import { listeningPorts } from "../ports/listening-ports.ts";

/** The ports of the workspace: which there are, and connections to them. */
export const portRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/listening-ports",
    handle: async () => json({ ports: await listeningPorts() }),
  },
  { method: "POST", pattern: "/tcp", handle: async (call) => await connected(call) },
];

/** The request's body is what the connection is sent, the answer's what comes out of it. */
async function connected(call: Call): Promise<Reply> {
  const socket = await connectPort(readQuery(call, ConnectPort).port, call.signal);
  // Without this a caller that is gone would leave a connection behind that waits for its end.
  call.signal.addEventListener("abort", () => socket.destroy(), { once: true });
  if (call.signal.aborted) socket.destroy();
  call.body.pipe(socket);
  return { kind: "stream", headers: { "content-type": "application/octet-stream" }, body: socket };
}
