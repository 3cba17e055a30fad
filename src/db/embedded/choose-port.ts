import { once } from "node:events";
import { readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

/** The loopback port of a cluster: the one it had before if that is free, else another, which is written down. */
export async function choosePort(clusterDir: string): Promise<number> {
  const file = join(clusterDir, "port");
  const before = Number(await readFile(file, "utf8").catch(() => "0"));
  const port = (await freePort(before)) ?? (await freePort(0));
  if (port === undefined) throw new Error("no free loopback port");
  if (port !== before) {
    await writeFile(`${file}.draft`, String(port), { mode: 0o600 });
    await rename(`${file}.draft`, file);
  }
  return port;
}

/** Port 0 asks for any; undefined when the port is taken. */
async function freePort(wanted: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(wanted, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : undefined;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
