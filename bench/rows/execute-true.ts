import { spawn } from "node:child_process";
import { once } from "node:events";
import { mcpClient } from "../mcp-client.ts";
import { timed, type Row } from "../row.ts";

export const executeTrue: Row = {
  name: "execute_command `true`, end to end over stdio",
  baseline: "sh -c true: spawn to exit",
  aim: "at most 3x the baseline + 4 ms",
  reaches: (ours, baseline) => ours <= 3 * baseline + 4,
  samples: 200,
  warmUp: 30,
  open: async ({ env }) => {
    const client = await mcpClient(env);
    const workspace = "bench-execute";
    await client.call("create_workspace", { name: workspace, template: "local" });
    return {
      ours: () => timed(() => client.call("execute_command", { workspace, command: "true" })),
      baseline: () => timed(async () => await once(spawn("sh", ["-c", "true"], { stdio: "ignore" }), "exit")),
      [Symbol.asyncDispose]: async () => {
        await client.call("delete_workspace", { workspace });
        await client[Symbol.asyncDispose]();
      },
    };
  },
};
