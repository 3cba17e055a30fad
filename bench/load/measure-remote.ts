import type { LoadResult } from "./generate.ts";
import { measureLoad, type Asked } from "./measure-load.ts";
import { openSession } from "./open-session.ts";
import { legacy, modern } from "./requests.ts";
import { startCoder, startKubernetes, startSdk, type Target } from "./targets.ts";

export interface LoadRow {
  readonly what: string;
  readonly server: string;
  readonly result: LoadResult;
}

export interface LoadReport {
  readonly rows: readonly LoadRow[];
  readonly rssAfterStart: number;
  readonly rssOfIdleSessions: number;
}

const MIB = 1024 * 1024;
const IDLE_SESSIONS = 1000;
const WARM_UP_SESSIONS = 4000;
const SETTLE_MS = 3000;

/** Measures the remote endpoint against kubernetes-mcp-server and the bare SDK, each alone on the machine in turn. */
export async function measureRemote(): Promise<LoadReport> {
  await using coder = await startCoder();
  const rssAfterStart = (await settledRss(coder)) / MIB;
  const rssOfIdleSessions = await costOfIdleSessions(coder);
  await using kubernetes = await startKubernetes();
  await using sdk = await startSdk();
  const session = await openSession(coder);
  const list = { name: "list_templates", arguments: {} };
  const view = { name: "configuration_view", arguments: {} };
  const echo = { name: "echo", arguments: { text: "hello" } };
  const work: readonly (readonly [string, string, Target, Asked])[] = [
    ["tools/call", "coder, 2026-07-28", coder, modern("tools/call", "local", list)],
    ["tools/call", "coder, session", coder, legacy("tools/call", "local", { call: list, session })],
    ["tools/call", "kubernetes-mcp-server", kubernetes, legacy("tools/call", "apiVersion", { call: view })],
    ["tools/call", "bare SDK", sdk, modern("tools/call", "hello", echo)],
    ["tools/list", "coder, 2026-07-28", coder, modern("tools/list", "inputSchema")],
    ["tools/list", "coder, session", coder, legacy("tools/list", "inputSchema", { session })],
    ["tools/list", "kubernetes-mcp-server", kubernetes, legacy("tools/list", "inputSchema")],
    ["tools/list", "bare SDK", sdk, modern("tools/list", "inputSchema")],
  ];
  const rows: LoadRow[] = [];
  for (const [what, server, target, asked] of work) {
    process.stderr.write(`${what}, ${server} …\n`);
    rows.push({ what, server, result: await measureLoad(target, asked) });
  }
  return { rows, rssAfterStart, rssOfIdleSessions };
}

async function costOfIdleSessions(coder: Target): Promise<number> {
  // The heap grows to its working size first, whatever the requests are.
  for (let i = 0; i < WARM_UP_SESSIONS; i++) await openSession(coder);
  const before = await settledRss(coder);
  for (let i = 0; i < IDLE_SESSIONS; i++) await openSession(coder);
  return ((await settledRss(coder)) - before) / MIB;
}

/** Memory once the garbage collector had its time. */
async function settledRss(target: Target): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return await target.rss();
}
