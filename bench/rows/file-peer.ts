import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/** `@modelcontextprotocol/server-filesystem` over stdio, on a directory of this machine that goes with it. */
export interface FilePeer extends AsyncDisposable {
  readonly dir: string;
  readonly call: (name: string, args: Record<string, unknown>) => Promise<void>;
}

const PROGRAM = join(
  import.meta.dirname,
  "../../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js",
);

export async function openFilePeer(): Promise<FilePeer> {
  const dir = await mkdtemp(join(tmpdir(), "bench-files-"));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM, dir],
    stderr: "ignore",
  });
  const client = new Client({ name: "coder-bench", version: "1" });
  await client.connect(transport);
  return {
    dir,
    call: async (name, args) => {
      const result = await client.callTool({ name, arguments: args });
      if (result.isError === true) throw new Error(`${name} failed: ${JSON.stringify(result.content)}`);
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
