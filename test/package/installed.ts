import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import { temporaryDirectory, type Scope } from "../support/deployment.ts";

export interface Installed {
  readonly tarball: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** Where npm put the program `coder`. */
  readonly coder: string;
  /** PATH with this Node first. */
  readonly env: Readonly<Record<string, string>>;
}

const Packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }));

/** Packs the package as it is built, and installs it into a prefix of its own, as `npm install -g` does. */
export async function installPackage(scope: Scope): Promise<Installed> {
  const dir = await temporaryDirectory(scope);
  const env = { HOME: dir, PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}` };
  const npm = async (...args: readonly string[]): Promise<string> => {
    const run = await promisify(execFile)("npm", args, {
      cwd: PACKAGE_ROOT,
      env: { ...process.env, ...env },
    });
    return run.stdout;
  };
  const packed = await npm("pack", "--json", "--ignore-scripts", "--pack-destination", dir);
  const [{ filename, files } = { filename: "", files: [] }] = Packed.parse(JSON.parse(packed));
  const tarball = join(dir, filename);
  const prefix = join(dir, "prefix");
  await npm("install", "--global", "--prefix", prefix, "--no-audit", "--no-fund", tarball);
  return { tarball, files: files.map(({ path }) => path), coder: join(prefix, "bin", "coder"), env };
}
