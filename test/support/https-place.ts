import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryDirectory, type Scope } from "./deployment.ts";

export interface HttpsPlace {
  readonly port: number;
  /** Whom to trust in order to trust it. */
  readonly ca: string;
}

/** A server for `hostname` on this machine, with a certificate of its own making. */
export async function startHttps(
  scope: Scope,
  hostname: string,
  listener: RequestListener,
): Promise<HttpsPlace> {
  const dir = await temporaryDirectory(scope);
  const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const files = ["-keyout", key, "-out", cert];
  const names = ["-subj", `/CN=${hostname}`, "-addext", `subjectAltName=DNS:${hostname}`];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  await promisify(execFile)("openssl", ["req", ...kind, ...files, ...names]);
  const ca = await readFile(cert, "utf8");
  const server = createServer({ key: await readFile(key), cert: ca }, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  scope.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server has no port");
  return { port: address.port, ca };
}
