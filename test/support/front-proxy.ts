import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { Scope } from "./deployment.ts";

/** A proxy in front of several servers of this machine, as one origin. */
export interface FrontProxy {
  readonly url: string;
  /** The server of each path that begins so; the last one that fits is asked. */
  readonly routes: { readonly begins: string; readonly port: number }[];
}

export async function startFrontProxy(scope: Scope): Promise<FrontProxy> {
  const routes: { readonly begins: string; readonly port: number }[] = [];
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { url: path = "/", method, headers } = incoming;
    const port = routes.findLast(({ begins }) => path.startsWith(begins))?.port;
    const onward = httpRequest({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  };
  const server = createServer(pass).listen(0, "127.0.0.1");
  await once(server, "listening");
  scope.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the proxy has no port");
  return { url: `http://127.0.0.1:${address.port}`, routes };
}
