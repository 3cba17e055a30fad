import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { measureRemote } from "./load/measure-remote.ts";
import { remoteReport } from "./load/remote-report.ts";

/** Part of `npm run bench`: loads the remote endpoint and two others, and writes docs/benchmarks-remote.md. */
const text = remoteReport(await measureRemote(), new Date());
await writeFile(join(import.meta.dirname, "..", "docs", "benchmarks-remote.md"), text);
console.log(text);
