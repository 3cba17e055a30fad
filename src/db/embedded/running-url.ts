import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { DATABASE, DATABASE_USER } from "./cluster.ts";

/** The URL of the embedded PostgreSQL that some process runs on a data directory; undefined when none does. */
export async function runningUrl(dataDir: string): Promise<string | undefined> {
  const clusterDir = join(dataDir, "cluster");
  try {
    const [password, port] = await Promise.all([
      readFile(join(clusterDir, "password"), "utf8"),
      readFile(join(clusterDir, "port"), "utf8"),
    ]);
    if (!(await listens(Number(port)))) return undefined;
    return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
