import { spawn } from "node:child_process";
import { once } from "node:events";
import { mcpClient } from "../mcp-client.ts";
import { timed, type Row } from "../row.ts";

export const createToOutput: Row = {
  name: "create_workspace on `local` to the first command's output",
  baseline: "node -e 0: spawn to exit",
  aim: "p50 at most 150 ms",
  reaches: (ours) => ours <= 150,
  samples: 12,
  warmUp: 3,
  open: async ({ env }) => {
    const client = await mcpClient(env);
    let made = 0;
    return {
      ours: async () => {
        const workspace = `bench-${(made += 1)}`;
        const ms = await timed(async () => {
          await client.call("create_workspace", { name: workspace, template: "local" });
          const { output } = await client.call("execute_command", { workspace, command: "echo ready" });
          if (output !== "ready\n") throw new Error(`the first command printed ${JSON.stringify(output)}`);
        });
        await client.call("delete_workspace", { workspace });
        return ms;
      },
      baseline: () =>
        timed(async () => await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit")),
      [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
    };
  },
};
