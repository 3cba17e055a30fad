import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import { RELEASES } from "./run-suite.ts";

const Requirements = z.object({ server: z.array(z.string()) });

/** The scenarios that a revision of the specification demands of servers, as the suite froze them. */
export async function requiredScenarios(revision: string): Promise<ReadonlySet<string>> {
  const path = join(PACKAGE_ROOT, "node_modules", RELEASES.newest, "requirements", `${revision}.yaml`);
  return new Set(Requirements.parse(parse(await readFile(path, "utf8"))).server);
}
