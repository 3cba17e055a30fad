import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PACKAGE_ROOT } from "../lib/package-root.ts";
import { commandLine } from "./command-line.ts";
import { isPiped } from "./is-piped.ts";

enableCompileCache();
const argv = commandLine(process.argv.slice(2), isPiped());

/** Commands that clients and workspaces start often have a bundle of their own, which loads several times faster. */
const BUNDLES: readonly (readonly [called: RegExp, file: string])[] = [
  [/^exp mcp server(?: |$)/, "stdio.js"],
  [/^agent$/, "agent.mjs"],
];

/** The installed program runs its bundles; the sources run themselves, so that an edit shows at the next start. */
const REST = import.meta.filename.endsWith(".js") ? "coder.js" : undefined;

const file = BUNDLES.find(([pattern]) => pattern.test(argv.join(" ")))?.[1] ?? REST;
const bundle = file === undefined ? undefined : join(PACKAGE_ROOT, "dist", "bundle", file);

if (bundle !== undefined && existsSync(bundle)) {
  await import(pathToFileURL(bundle).href);
} else {
  await import("./entry.ts");
}
