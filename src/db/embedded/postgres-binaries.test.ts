import assert from "node:assert/strict";
import { chmod, lstat, mkdir, mkdtemp, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { findBinaries } from "./postgres-binaries.ts";

async function fakePackage(): Promise<{ root: string; packageDir: string }> {
  const root = await mkdtemp(join(tmpdir(), "binaries-test-"));
  const packageDir = join(root, "package");
  await mkdir(join(packageDir, "native/lib"), { recursive: true });
  await mkdir(join(packageDir, "native/bin"));
  await writeFile(join(packageDir, "package.json"), JSON.stringify({ version: "18.4.0" }));
  await writeFile(join(packageDir, "native/lib/libx.so.1.2"), "library");
  await writeFile(join(packageDir, "native/bin/postgres"), "binary");
  const links = [{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" }];
  await writeFile(join(packageDir, "native/pg-symlinks.json"), JSON.stringify(links));
  return { root, packageDir };
}

it("makes the library links that an install without scripts lacks, once", async () => {
  const { root, packageDir } = await fakePackage();
  for (const cache of ["first", "second"]) {
    const { postgres } = await findBinaries(join(root, cache), packageDir);
    assert.equal(postgres, join(packageDir, "native/bin/postgres"));
    assert.equal(await readlink(join(packageDir, "native/lib/libx.so.1")), "libx.so.1.2");
  }
  await rm(root, { recursive: true });
});

const asRoot = process.geteuid?.() === 0 && "root writes to read-only directories";

it("copies a read-only install and links the copy", { skip: asRoot }, async () => {
  const { root, packageDir } = await fakePackage();
  await chmod(join(packageDir, "native/lib"), 0o555);
  const { postgres } = await findBinaries(join(root, "cache"), packageDir);
  assert.equal(postgres, join(root, "cache/postgres-18.4.0/native/bin/postgres"));
  assert.ok((await lstat(join(root, "cache/postgres-18.4.0/native/lib/libx.so.1"))).isSymbolicLink());
  await chmod(join(packageDir, "native/lib"), 0o755);
  await rm(root, { recursive: true });
});
