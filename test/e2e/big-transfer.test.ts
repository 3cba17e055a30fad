import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { deleteAllWorkspaces } from "../support/delete-all-workspaces.ts";
import { closeInReverse, temporaryDirectory } from "../support/deployment.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { startServer } from "../support/server-process.ts";

/** The long run: `CODER_TRANSFER_BYTES=1073741824`, with the command line of flood.test.ts. */
const BYTES = Number(process.env["CODER_TRANSFER_BYTES"] ?? 192 * 1024 * 1024);
const CHUNK = Buffer.alloc(1024 * 1024, "coder");
const MAX_GROWTH = 100 * 1024 * 1024;

const closing = closeInReverse({ after });
const postgresUrl = await freshDatabase({ after: closing });
const server = await startServer({ configDir: await temporaryDirectory({ after: closing }), postgresUrl });
closing(async () => {
  await deleteAllWorkspaces(server);
  await server.end("SIGTERM");
});
const { ok } = await connectMcp({ after: closing }, server, { flags: ["--toolsets", "default,transfer"] });
const workspace = "big";
await ok("create_workspace", { name: workspace, template: "local" });

const rssIn = (text: string): number => Number(/VmRSS:\s*(\d+) kB/.exec(text)?.[1]) * 1024;
const serverRss = (): number => rssIn(readFileSync(`/proc/${server.pid}/status`, "utf8"));
/** The agent is the parent of the shell that a command's own shell was started by. */
const AGENT_RSS = "grep VmRSS /proc/$(ps -o ppid= -p $PPID | tr -d ' ')/status";
const agentRss = async (): Promise<number> =>
  rssIn((await ok("execute_command", { workspace, command: AGENT_RSS })).data.output);

interface Peaks {
  agent: number;
  server: number;
}

async function look(peaks: Peaks): Promise<void> {
  peaks.server = Math.max(peaks.server, serverRss());
  peaks.agent = Math.max(peaks.agent, await agentRss());
}

async function* content(peaks: Peaks): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < BYTES; sent += CHUNK.length) {
    if (sent % (32 * CHUNK.length) === 0) await look(peaks);
    yield CHUNK;
  }
}

test("a big file goes in and comes out without being held in memory", async (t) => {
  const [agent, deployment] = [await agentRss(), serverRss()];
  const peaks: Peaks = { agent, server: deployment };
  const { data: up } = await ok("upload_file", { workspace, path: "~/big.bin" });
  const body = Readable.toWeb(Readable.from(content(peaks)));
  // Node's fetch streams a body only when it is told that the answer comes after it.
  const request = { method: "PUT", body, duplex: "half" } as const;
  const received = JSON.parse(await (await fetch(up.url, request)).text());
  assert.equal(received.size, BYTES);
  const { data: down } = await ok("download_file", { workspace, path: "~/big.bin" });
  const digest = createHash("sha256");
  let read = 0;
  for await (const chunk of (await fetch(down.url)).body ?? []) {
    if (Math.floor(read / 2 ** 25) !== Math.floor((read + chunk.byteLength) / 2 ** 25)) await look(peaks);
    read += chunk.byteLength;
    digest.update(chunk);
  }
  assert.equal(read, BYTES);
  assert.equal(digest.digest("hex"), received.sha256);
  const grown = { agent: peaks.agent - agent, server: peaks.server - deployment };
  t.diagnostic(`${BYTES} bytes: ${JSON.stringify(grown)}`);
  for (const [part, bytes] of Object.entries(grown)) assert(bytes <= MAX_GROWTH, `${part} grew by ${bytes}`);
});
