import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { benchDeployment } from "./deployment.ts";
import { measure, type Measured } from "./measure.ts";
import { report } from "./report.ts";
import { ROWS } from "./rows/index.ts";

/** `npm run bench`: measures every row, prints the table and writes docs/benchmarks.md. */
await using deployment = await benchDeployment();
const results: Measured[] = [];
for (const row of ROWS) {
  process.stderr.write(`${row.name} …\n`);
  results.push(await measure(row, deployment));
}
const text = report(results, new Date());
await writeFile(join(import.meta.dirname, "..", "docs", "benchmarks.md"), text);
console.log(text);
