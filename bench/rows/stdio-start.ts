import { spawn } from "node:child_process";
import { once } from "node:events";
import { timed, type Row } from "../row.ts";
import { STDIO_BUNDLE } from "../mcp-client.ts";

const REQUEST = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } },
};

export const stdioStart: Row = {
  name: "stdio server: spawn to first response",
  baseline: "node -e 0: spawn to exit",
  aim: "at most 1.6x the baseline + 60 ms",
  reaches: (ours, baseline) => ours <= 1.6 * baseline + 60,
  samples: 15,
  warmUp: 2,
  open: async ({ env }) => ({
    ours: () => timed(() => firstResponse(env)),
    baseline: () =>
      timed(async () => await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit")),
    [Symbol.asyncDispose]: async () => undefined,
  }),
};

async function firstResponse(env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [STDIO_BUNDLE], { env, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.write(`${JSON.stringify(REQUEST)}\n`);
  await once(child.stdout, "data");
  child.kill("SIGKILL");
}
