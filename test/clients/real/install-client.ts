import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PINNED, type Pinned } from "./pinned.ts";
import { runProgram } from "./run-program.ts";

const WITHIN_MS = 600_000;

/** Where the clients stay from one run to the next: all of them take 3 GB. */
const CACHE = join(tmpdir(), "coder-mcp-clients");

export interface InstalledClient {
  readonly bin: string;
  readonly modules: string;
}

/** Installs a client from npm into a folder of its own, once; throws with what npm said. */
export async function installClient(name: Pinned): Promise<InstalledClient> {
  const wanted = `${name}@${PINNED[name]}`;
  const prefix = join(CACHE, wanted.replaceAll("/", "+"));
  const installed = { bin: join(prefix, "node_modules", ".bin"), modules: join(prefix, "node_modules") };
  const done = join(prefix, "installed");
  if (existsSync(done)) return installed;
  await mkdir(prefix, { recursive: true });
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
    npm_config_cache: join(CACHE, "npm"),
  };
  const flags = ["--no-audit", "--no-fund", "--loglevel=error", "--prefix", prefix];
  const run = await runProgram("npm", ["install", ...flags, wanted], { env, withinMs: WITHIN_MS });
  if (run.code !== 0) throw new Error(`npm could not install ${wanted}: ${run.output.slice(-2000)}`);
  await writeFile(done, "");
  return installed;
}
