import { rm } from "node:fs/promises";
import { join } from "node:path";
import { rolldown, type InputOptions } from "rolldown";

/** Bundles the programs that are started often into `dist/bundle`. */
const root = join(import.meta.dirname, "..");
const dir = join(root, "dist", "bundle");

interface Program {
  readonly name: string;
  readonly input: string;
  /** One file can be shown to a sandbox; several are loaded as they are needed. */
  readonly oneFile: boolean;
  readonly resolve?: InputOptions["resolve"];
}

const PROGRAMS: readonly Program[] = [
  { name: "agent", input: "src/agent/entry.ts", oneFile: true },
  {
    name: "stdio",
    input: "src/cli/stdio-start.ts",
    oneFile: false,
    resolve: { alias: { "@modelcontextprotocol/server/_shims": join(root, "src/mcp/sdk-shims.ts") } },
  },
];

/** Zod would compile a parser for each schema at its first use, which costs more than these short lives save. */
const BANNER = "globalThis.__zod_globalConfig={jitless:true};";

await rm(dir, { recursive: true, force: true });
for (const { name, input, oneFile, resolve = {} } of PROGRAMS) {
  const entry = { [name]: join(root, input) };
  const bundle = await rolldown({ input: entry, platform: "node", logLevel: "warn", resolve });
  const files = { entryFileNames: "[name].js", chunkFileNames: `${name}-[name]-[hash].js` };
  await bundle.write({ dir, format: "esm", minify: true, codeSplitting: !oneFile, intro: BANNER, ...files });
  await bundle.close();
}
