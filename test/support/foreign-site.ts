import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { closeInReverse, type Scope } from "./deployment.ts";

export interface ForeignSite {
  /** By another name of the machine than the deployment has, so that browsers take it for another site. */
  readonly url: string;
  /** Paths that were asked for, with their queries. */
  readonly requests: readonly string[];
}

/** A site of somebody else: it shows `html`, and takes what browsers send it. */
export async function foreignSite(scope: Scope, html = ""): Promise<ForeignSite> {
  const requests: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    requests.push(request.url ?? "");
    response.setHeader("Content-Type", "text/html").end(`<!doctype html><title>elsewhere</title>${html}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closeInReverse(scope)(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, requests };
}
