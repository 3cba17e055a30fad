import { createServer, type ServerResponse } from "node:http";
import { once } from "node:events";
import { AppError } from "../../wire/errors.ts";
import type { Metrics } from "./metrics.ts";

/** Serves `/metrics` on an address of its own; returns the port. AppError conflict when that is taken. */
export async function serveMetrics(
  stack: AsyncDisposableStack,
  { host, port }: { readonly host: string; readonly port: number },
  metrics: Pick<Metrics, "text" | "contentType">,
): Promise<number> {
  const server = createServer((request, response) => void answer(request.url, response, metrics));
  server.listen({ host: host.replaceAll(/[[\]]/g, ""), port });
  try {
    await once(server, "listening");
  } catch (error) {
    throw new AppError("conflict", `cannot serve metrics on ${host}:${port}: ${String(error)}`, {
      cause: error,
      detail: "choose another address with --prometheus-address or CODER_PROMETHEUS_ADDRESS",
    });
  }
  stack.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? port) : port;
}

async function answer(
  url: string | undefined,
  response: ServerResponse,
  { text, contentType }: Pick<Metrics, "text" | "contentType">,
): Promise<void> {
  if (url !== "/metrics" && url !== "/") {
    response.writeHead(404).end("the metrics are at /metrics\n");
    return;
  }
  try {
    const body = await text();
    response.writeHead(200, { "content-type": contentType }).end(body);
  } catch (error) {
    response
      .writeHead(503)
      .end(`the metrics cannot be read: ${error instanceof Error ? error.message : "?"}\n`);
  }
}
