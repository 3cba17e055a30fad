import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import type { ListeningPort } from "../../wire/listening-ports.ts";

/** As with Coder, what is below is no program of a user (coder-api 4.2). */
const LOWEST_PORT = 9;
const LISTEN = "0A";
const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"] as const;

/** The ports on which something listens where the agent runs, by number; empty where there is no Linux to ask. */
export async function listeningPorts(): Promise<readonly ListeningPort[]> {
  const inodes = new Map<number, string>();
  for (const table of TABLES) {
    for (const { port, inode } of listenersIn(await readFile(table, "latin1").catch(() => "")))
      inodes.set(port, inodes.get(port) ?? inode);
  }
  const names = await namesOfSockets(new Set(inodes.values()));
  return [...inodes]
    .filter(([port]) => port >= LOWEST_PORT)
    .toSorted(([one], [other]) => one - other)
    .map(([port, inode]) => ({ process_name: names.get(inode) ?? "", network: "tcp", port }));
}

interface Listener {
  readonly port: number;
  /** Of its socket. */
  readonly inode: string;
}

/** The sockets that listen, out of a table as proc(5) has it. */
export function listenersIn(table: string): readonly Listener[] {
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    const port = Number.parseInt(local.split(":")[1] ?? "", 16);
    return state === LISTEN && inode !== undefined && !Number.isNaN(port) ? [{ port, inode }] : [];
  });
}

/** Names of the processes that hold the sockets, as far as the agent may see them. */
async function namesOfSockets(wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (wanted.size === 0) return names;
  const pids = (await entriesOf("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const held = (await socketsOf(pid)).filter((inode) => wanted.has(inode) && !names.has(inode));
    if (held.length === 0) continue;
    const name = await programOf(pid);
    for (const inode of held) names.set(inode, name);
  }
  return names;
}

/** Processes end while one looks at them: then the name is empty. */
async function programOf(pid: string): Promise<string> {
  const path = await readlink(`/proc/${pid}/exe`).catch(() => "");
  return basename(path.replace(/ \(deleted\)$/, ""));
}

async function socketsOf(pid: string): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = (await entriesOf(folder)).map(
    async (fd) => await readlink(`${folder}/${fd}`).catch(() => ""),
  );
  return (await Promise.all(links)).flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

const entriesOf = async (folder: string): Promise<readonly string[]> => await readdir(folder).catch(() => []);
