import { rm } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";

/** Bundles the programs that are started often, each into one file of `dist/bundle`. */
const root = join(import.meta.dirname, "..");
const dir = join(root, "dist", "bundle");
const ENTRIES = { agent: "src/agent/entry.ts", stdio: "src/cli/stdio-entry.ts" };

await rm(dir, { recursive: true, force: true });
for (const [name, input] of Object.entries(ENTRIES)) {
  const bundle = await rolldown({ input: join(root, input), platform: "node", logLevel: "warn" });
  await bundle.write({ file: join(dir, `${name}.js`), format: "esm", minify: true, codeSplitting: false });
  await bundle.close();
}
