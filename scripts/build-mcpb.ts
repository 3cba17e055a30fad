import { execFile } from "node:child_process";
import { cp, glob, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { VERSION } from "../src/lib/version.ts";
import { mcpbManifest } from "./mcpb-manifest.ts";

/** Packs the bundled stdio server and its manifest into `coder-mcp-<version>.mcpb`, in the folder that is given. */
const root = join(import.meta.dirname, "..");
const out = join(resolve(process.argv[2] ?? root), `coder-mcp-${VERSION}.mcpb`);
const mcpb = async (...args: readonly string[]): Promise<void> => {
  await promisify(execFile)(join(root, "node_modules", ".bin", "mcpb"), [...args]);
};

const draft = await mkdtemp(join(tmpdir(), "coder-mcpb-"));
try {
  const server = join(draft, "server");
  await mkdir(server);
  for await (const file of glob(join(root, "dist", "bundle", "stdio*.js"))) {
    await cp(file, join(server, basename(file)));
  }
  await cp(join(root, "LICENSE"), join(draft, "LICENSE"));
  const notices = "THIRD-PARTY-NOTICES.txt";
  await cp(join(root, "dist", "bundle", notices), join(draft, notices));
  await writeFile(
    join(draft, "package.json"),
    JSON.stringify({ name: "coder-mcp", version: VERSION, type: "module" }),
  );
  const manifest = join(draft, "manifest.json");
  await writeFile(manifest, JSON.stringify(mcpbManifest(), undefined, 2));
  await mcpb("validate", manifest);
  await mcpb("pack", draft, out);
  process.stdout.write(`${out}\n`);
} finally {
  await rm(draft, { recursive: true });
}
