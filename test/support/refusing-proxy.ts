import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Scope } from "./deployment.ts";

export interface RefusingProxy {
  readonly url: string;
  /** Tells the proxy where to pass things on; until then it answers 503. */
  readonly target: (url: string) => void;
  /** Upgrades asked for, by protocol, and whether they were passed on. */
  readonly upgrades: readonly { readonly protocol: string; readonly passed: boolean }[];
  /** Cuts every connection that stands. */
  readonly cut: () => void;
}

/** A proxy as many networks have one: it passes requests and WebSockets, and knows no other protocol. */
export async function startRefusingProxy(scope: Scope): Promise<RefusingProxy> {
  const upgrades: { protocol: string; passed: boolean }[] = [];
  const sockets = new Set<Duplex>();
  let target = "";
  const optionsOf = ({ method = "GET", url = "/", headers }: IncomingMessage) => {
    const { hostname, port } = new URL(target);
    return { hostname, port, method, path: url, headers };
  };
  const server = createServer((incoming, answer) => {
    if (target === "") return void answer.writeHead(503).end();
    const onward = request(optionsOf(incoming), (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    incoming.pipe(onward);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (incoming, socket, head) => {
    const protocol = incoming.headers.upgrade?.toLowerCase() ?? "";
    const passed = protocol === "websocket" && target !== "";
    upgrades.push({ protocol, passed });
    if (!passed)
      return void socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    const onward = request(optionsOf(incoming));
    onward.on("error", () => socket.destroy());
    onward.on("response", (response) => socket.end(`HTTP/1.1 ${response.statusCode ?? 502} Refused\r\n\r\n`));
    onward.on("upgrade", (response, upstream, first) => {
      const lines = response.rawHeaders.flatMap((name, index, all) =>
        index % 2 === 0 ? [`${name}: ${all[index + 1] ?? ""}`] : [],
      );
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
      upstream.unshift(first);
      socket.unshift(head);
      upstream.on("error", () => socket.destroy()).on("close", () => socket.destroy());
      socket.on("close", () => upstream.destroy());
      upstream.pipe(socket).pipe(upstream);
    });
    onward.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  scope.after(async () => {
    server.close();
    cut();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, target: (url) => (target = url), upgrades, cut };
}
