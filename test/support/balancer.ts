import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { Scope } from "./deployment.ts";

/** A load balancer: each connection goes to the next of its targets. */
export interface Balancer {
  readonly url: string;
  /** URLs of servers on this machine. */
  readonly targets: string[];
}

export async function startBalancer(scope: Scope): Promise<Balancer> {
  const targets: string[] = [];
  const open = new Set<Socket>();
  let next = 0;
  const server = createServer((socket) => {
    const target = targets[next++ % targets.length];
    const upstream = connect(Number(new URL(target ?? "http://127.0.0.1:9").port), "127.0.0.1");
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy()).on("close", () => open.delete(one));
      one.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  scope.after(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the balancer has no port");
  return { url: `http://127.0.0.1:${address.port}`, targets };
}
