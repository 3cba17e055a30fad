import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { mcpClient, type McpClient } from "../mcp-client.ts";
import { timed, type Row } from "../row.ts";

const shell = async (command: string) => await promisify(execFile)("sh", ["-c", command]);

interface Work {
  readonly workspace: string;
  readonly ours: (client: McpClient, workspace: string) => Promise<unknown>;
  readonly baseline: () => Promise<unknown>;
}

const openWith =
  ({ workspace, ours, baseline }: Work): Row["open"] =>
  async ({ env }) => {
    const client = await mcpClient(env);
    await client.call("create_workspace", { name: workspace, template: "local" });
    return {
      ours: () => timed(() => ours(client, workspace)),
      baseline: () => timed(baseline),
      [Symbol.asyncDispose]: async () => {
        await client.call("delete_workspace", { workspace });
        await client[Symbol.asyncDispose]();
      },
    };
  };

const COMMANDS = Array.from({ length: 64 }, (_, index) => `echo ${index}`);

export const executeParallel: Row = {
  name: "64 commands at once",
  baseline: "64 times sh -c at once",
  aim: "at most 400 ms",
  reaches: (ours) => ours <= 400,
  samples: 5,
  warmUp: 1,
  open: openWith({
    workspace: "bench-many",
    ours: (client, workspace) =>
      Promise.all(COMMANDS.map((command) => client.call("execute_command", { workspace, command }))),
    baseline: () => Promise.all(COMMANDS.map(shell)),
  }),
};

const BYTES = 100_000_000;
const FLOOD = `yes 0123456789abcdef | head -c ${BYTES}`;

export const executeFlood: Row = {
  name: "a command that prints 100 MB, saved",
  baseline: "sh -c, thrown away",
  aim: "at most 2.5 s",
  reaches: (ours) => ours <= 2500,
  samples: 3,
  warmUp: 1,
  open: openWith({
    workspace: "bench-much",
    ours: async (client, workspace) => {
      const { total_bytes: bytes } = await client.call("execute_command", { workspace, command: FLOOD });
      if (bytes !== BYTES) throw new Error(`saved ${String(bytes)} bytes`);
    },
    baseline: () => shell(`${FLOOD} >/dev/null`),
  }),
};
