import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mcpClient, type McpClient } from "../mcp-client.ts";
import { timed, type Row } from "../row.ts";
import { openFilePeer, type FilePeer } from "./file-peer.ts";

const PEER = "@modelcontextprotocol/server-filesystem over stdio, without a workspace";
const TEXT = Array.from({ length: 2000 }, (_, index) => `const line${index} = ${index};`).join("\n");

interface Pair {
  readonly client: McpClient;
  readonly peer: FilePeer;
}

interface Work {
  readonly name: string;
  /** Milliseconds of ours that are aimed at. */
  readonly aimMs: number;
  readonly ours: (pair: Pair, round: number) => Promise<unknown>;
  readonly theirs: (pair: Pair, round: number) => Promise<unknown>;
}

const workspace = "bench-files";

const WORKS: readonly Work[] = [
  {
    name: "read_file: the first 20 of 2,000 lines",
    aimMs: 2,
    ours: ({ client }) => client.call("read_file", { workspace, path: "~/f.ts", limit: 20 }),
    theirs: ({ peer }) => peer.call("read_text_file", { path: join(peer.dir, "f.ts"), head: 20 }),
  },
  {
    name: "edit_files: one guarded edit of 2,000 lines",
    aimMs: 4,
    ours: editOurs,
    theirs: ({ peer }, round) =>
      peer.call("edit_file", {
        path: join(peer.dir, "f.ts"),
        edits: [
          { oldText: `const line1000 = ${999 + round};`, newText: `const line1000 = ${1000 + round};` },
        ],
      }),
  },
  {
    name: "list_directory: 100 files",
    aimMs: 4,
    ours: ({ client }) => client.call("list_directory", { workspace, path: "~/d" }),
    theirs: ({ peer }) => peer.call("list_directory_with_sizes", { path: join(peer.dir, "d") }),
  },
];

/** Reading, editing and listing the same files in a workspace and, by the peer, on this machine. */
export const FILE_ROWS: readonly Row[] = WORKS.map(rowOf);

let etag: unknown;

async function editOurs({ client }: Pair, round: number): Promise<void> {
  const edits = [
    { search: `const line1000 = ${999 + round};`, replace: `const line1000 = ${1000 + round};` },
  ];
  const guard = etag === undefined ? {} : { if_match: etag };
  const answer = await client.call("edit_files", { workspace, files: [{ path: "~/f.ts", edits, ...guard }] });
  const [file] = Array.isArray(answer["files"]) ? answer["files"] : [];
  etag = Object(file).etag;
}

function rowOf({ name, aimMs, ours, theirs }: Work): Row {
  return {
    name,
    baseline: PEER,
    aim: `at most ${aimMs} ms`,
    reaches: (measured) => measured <= aimMs,
    samples: 200,
    warmUp: 50,
    open: async ({ env }) => {
      const pair = { client: await mcpClient(env), peer: await openFilePeer() };
      await prepare(pair);
      const rounds = { ours: 0, theirs: 0 };
      etag = undefined;
      return {
        ours: () => timed(() => ours(pair, (rounds.ours += 1))),
        baseline: () => timed(() => theirs(pair, (rounds.theirs += 1))),
        [Symbol.asyncDispose]: async () => {
          await pair.client.call("delete_workspace", { workspace });
          await pair.client[Symbol.asyncDispose]();
          await pair.peer[Symbol.asyncDispose]();
        },
      };
    },
  };
}

async function prepare({ client, peer }: Pair): Promise<void> {
  await client.call("create_workspace", { name: workspace, template: "local" });
  await client.call("write_file", { workspace, path: "~/f.ts", content: TEXT });
  const command = "mkdir -p d; cd d; for i in $(seq 100); do echo $i > file$i; done";
  await client.call("execute_command", { workspace, command });
  await writeFile(join(peer.dir, "f.ts"), TEXT);
  await mkdir(join(peer.dir, "d"));
  for (let index = 1; index <= 100; index += 1)
    await writeFile(join(peer.dir, "d", `file${index}`), `${index}\n`);
}
