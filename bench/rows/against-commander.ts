import { mcpClient, type McpClient } from "../mcp-client.ts";
import { DESKTOP_COMMANDER, desktopCommander, type Peer } from "../peers/desktop-commander.ts";
import { timed, type Row } from "../row.ts";

interface Work {
  readonly name: string;
  readonly aim: string;
  /** Most milliseconds of the median. */
  readonly most: number;
  readonly samples: number;
  readonly warmUp: number;
  readonly ours: (run: (command: string) => Promise<Record<string, unknown>>) => Promise<unknown>;
  readonly theirs: (run: (command: string) => Promise<string>) => Promise<unknown>;
}

/** The same commands through our stdio server, HTTP and a sandboxed workspace, and through a peer that runs them itself. */
const againstCommander = ({ most, ours, theirs, ...facts }: Work): Row => ({
  ...facts,
  baseline: DESKTOP_COMMANDER,
  reaches: (median) => median <= most,
  open: async ({ env }) => {
    const client = await mcpClient(env);
    const peer = await desktopCommander();
    const workspace = "bench-commander";
    await client.call("create_workspace", { name: workspace, template: "local" });
    return {
      ours: () => timed(() => ours(oursWith(client, workspace))),
      baseline: () => timed(() => theirs(theirsWith(peer))),
      [Symbol.asyncDispose]: async () => {
        await client.call("delete_workspace", { workspace });
        await client[Symbol.asyncDispose]();
        await peer[Symbol.asyncDispose]();
      },
    };
  },
});

const oursWith = (client: McpClient, workspace: string) => (command: string) =>
  client.call("execute_command", { workspace, command });
const theirsWith = (peer: Peer) => (command: string) =>
  peer.call("start_process", { command, timeout_ms: 60_000 });

function demand(isSo: boolean, what: unknown): void {
  if (!isSo) throw new Error(`unexpected: ${JSON.stringify(what)?.slice(0, 500)}`);
}

export const executeEcho = againstCommander({
  name: "execute_command `echo hi`, end to end over stdio",
  aim: "p50 at most 6 ms",
  most: 6,
  samples: 50,
  warmUp: 5,
  ours: async (run) => {
    const { output } = await run("echo hi");
    demand(output === "hi\n", output);
  },
  theirs: async (run) => {
    const text = await run("echo hi");
    demand(/^hi$/m.test(text), text);
  },
});
