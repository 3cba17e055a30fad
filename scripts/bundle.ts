import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rolldown, type InputOptions, type Plugin } from "rolldown";
import { asciiOnly } from "./ascii-only.ts";
import { bundleSite } from "./bundle-site.ts";
import { modulesOf } from "./modules-of.ts";
import { replaceFolder } from "./replace-folder.ts";
import { thirdPartyNotices } from "./third-party-notices.ts";

/** Bundles the programs that are started often into `dist/bundle`, and the pages into `dist/site`. */
const root = join(import.meta.dirname, "..");
const dir = join(root, "dist", "bundle");
const draft = join(root, "dist", `bundle-${process.pid}`);

interface Program {
  readonly name: string;
  readonly input: string;
  /** One file, once opened or shown to a sandbox, outlives its replacement; several are loaded as they are needed. */
  readonly oneFile: boolean;
  /** Runs for weeks, so that compiled parsers pay. */
  readonly longLived: boolean;
  readonly resolve?: InputOptions["resolve"];
  /** What stands in one file of its own. */
  readonly groups?: { readonly name: string; readonly test: RegExp }[];
}

const PROGRAMS: readonly Program[] = [
  { name: "agent", input: "src/agent/entry.ts", oneFile: true, longLived: false },
  {
    name: "coder",
    input: "src/cli/coder-start.ts",
    oneFile: false,
    longLived: true,
    // Its main file asks for its parts in a way that no bundler follows.
    resolve: { alias: { "jsonc-parser": join(root, "node_modules/jsonc-parser/lib/esm/main.js") } },
    // Where `eval` is called by its name, the minifier may not rename anything in the same file; depd does.
    groups: [{ name: "depd", test: /node_modules\/depd\// }],
  },
  {
    name: "stdio",
    input: "src/cli/stdio-start.ts",
    oneFile: false,
    longLived: false,
    resolve: { alias: { "@modelcontextprotocol/server/_shims": join(root, "src/mcp/sdk-shims.ts") } },
    // All that every start loads, because each further file costs a millisecond. The entry is not in it: it waits for
    // the server's end, and a file that is loaded meanwhile and needs something of it would wait too.
    groups: [{ name: "start", test: /src\/cli\/(?:exp-mcp-server|process-context|program)\.ts$/ }],
  },
];

/** Zod would compile a parser for each schema at its first use, which costs more than these short lives save. */
const BANNER = "globalThis.__zod_globalConfig={jitless:true};";

/**
 * In one file, every module of node's that is imported anywhere would be loaded before the first line runs. Taken from
 * `process` instead, each is loaded by the part of the file that imports it.
 */
const LAZY_BUILTINS: Plugin = {
  name: "lazy-builtins",
  resolveId: (id) => (id.startsWith("node:") ? `\0${id}` : null),
  load: async (id) => {
    if (!id.startsWith("\0node:")) return null;
    const name = id.slice(1);
    const exported: object = await import(name);
    const names = Object.keys(exported).filter((key) => key !== "default" && key !== "module.exports");
    const lines = names.map((key) => `export const ${key} = builtin.${key};`);
    const code = `const builtin = process.getBuiltinModule("${name}");\nexport default builtin;\n${lines.join("\n")}`;
    return { code, moduleSideEffects: false };
  },
};

/** Paths of all that is in one of the bundles. */
const bundled = new Set<string>();

for (const { name, input, oneFile, longLived, resolve = {}, groups = [] } of PROGRAMS) {
  const entry = { [name]: join(root, input) };
  const bundle = await rolldown({
    input: entry,
    platform: "node",
    logLevel: "warn",
    resolve,
    plugins: longLived ? [] : [LAZY_BUILTINS],
    checks: { eval: false },
    treeshake: { propertyReadSideEffects: false },
  });
  // Without a package.json beside it, as in a sandbox, only this ending spares the file a reading as CommonJS.
  const files = {
    entryFileNames: oneFile ? "[name].mjs" : "[name].js",
    chunkFileNames: `${name}-[name]-[hash].js`,
  };
  const written = await bundle.write({
    dir: draft,
    format: "esm",
    minify: true,
    codeSplitting: oneFile ? false : { groups },
    intro: longLived ? "" : BANNER,
    ...files,
  });
  for (const id of modulesOf(written)) bundled.add(id);
  await bundle.close();
}

await asciiOnly(draft);
const siteDraft = join(root, "dist", `site-${process.pid}`);
for (const id of await bundleSite(root, siteDraft)) bundled.add(id);
await writeFile(join(draft, "THIRD-PARTY-NOTICES.txt"), await thirdPartyNotices(bundled));
await replaceFolder(draft, dir);
await replaceFolder(siteDraft, join(root, "dist", "site"));
