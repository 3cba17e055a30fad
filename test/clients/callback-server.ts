import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { closeInReverse, type Scope } from "../support/deployment.ts";

export interface CallbackServer {
  readonly redirectUrl: string;
  /** What the next browser that is sent here brings. */
  readonly answer: () => Promise<URLSearchParams>;
}

/** Where an OAuth client on this machine waits for its answer (RFC 8252 section 7.3). */
export async function callbackServer(scope: Scope): Promise<CallbackServer> {
  const closing = closeInReverse(scope);
  let next = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/callback") next.resolve(searchParams);
    response.setHeader("content-type", "text/html").end("<title>Done</title><p>You can close this page.");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return {
    redirectUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    answer: async () => {
      const answer = await next.promise;
      next = Promise.withResolvers();
      return answer;
    },
  };
}
