#!/usr/bin/env node
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PACKAGE_ROOT } from "../lib/package-root.ts";

enableCompileCache();
const argv = process.argv.slice(2);

/** Commands that clients and workspaces start often have a bundle of their own, which loads several times faster. */
const BUNDLES: readonly (readonly [called: RegExp, file: string])[] = [
  [/^exp mcp server(?: |$)/, "stdio.js"],
  [/^agent$/, "agent.mjs"],
];
const called = BUNDLES.find(([pattern]) => pattern.test(argv.join(" ")));
const bundle = called === undefined ? undefined : join(PACKAGE_ROOT, "dist", "bundle", called[1]);

if (bundle !== undefined && existsSync(bundle)) {
  await import(pathToFileURL(bundle).href);
} else {
  const [{ runProgram }, { COMMANDS }, { processContext }] = await Promise.all([
    import("./program.ts"),
    import("./commands.ts"),
    import("./process-context.ts"),
  ]);
  process.exitCode = await runProgram(COMMANDS, argv, processContext(process.env));
}
