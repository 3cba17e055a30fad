import assert from "node:assert/strict";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { createKeyedLock } from "../../lib/keyed-lock.ts";
import { openWorkspace, type Workspace } from "../support.test.ts";
import { openCheckpoints } from "./checkpoints.ts";

const create = async ({ client }: Workspace, path = "~/p", more: object = {}) =>
  await client.json("POST", "/checkpoints", { path, ...more });
const list = async ({ client }: Workspace) => (await client.json("GET", "/checkpoints")).checkpoints;
const diff = async ({ client }: Workspace, id: string, path = "") =>
  await client.json(
    "GET",
    `/checkpoints/${id}/diff${path === "" ? "" : `?path=${encodeURIComponent(path)}`}`,
  );
const restore = async ({ client }: Workspace, id: string, more: object = {}) =>
  await client.json("POST", `/checkpoints/${id}/restore`, more);

async function project(workspace: Workspace): Promise<string> {
  const folder = join(workspace.home, "p");
  await mkdir(join(folder, "src"), { recursive: true });
  await writeFile(join(folder, "src/a.ts"), "one\ntwo\nthree\n");
  await writeFile(join(folder, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  await symlink("src/a.ts", join(folder, "link"));
  return folder;
}

describe("checkpoints", () => {
  it("tell what has changed since, and bring all of it back", async () => {
    await using workspace = await openWorkspace();
    const folder = await project(workspace);
    const made = await create(workspace, "~/p", { label: "start" });
    assert.deepEqual([made.files, made.kind, made.label, made.path], [3, "manual", "start", folder]);
    assert.deepEqual((await diff(workspace, made.id)).changes, []);
    await writeFile(join(folder, "src/a.ts"), "one\n2\nthree\n");
    await chmod(join(folder, "run.sh"), 0o644);
    await rm(join(folder, "link"));
    await writeFile(join(folder, "new.txt"), "new\n");
    const told = await diff(workspace, made.id);
    const changes = told.changes.map(
      ({ path, change }: Record<string, string>) => `${change} ${path?.slice(folder.length)}`,
    );
    assert.deepEqual(changes, ["deleted /link", "created /new.txt", "mode /run.sh", "modified /src/a.ts"]);
    assert.match(told.diff, /--- src\/a\.ts\n\+\+\+ src\/a\.ts\n@@ -1,3 \+1,3 @@\n one\n-two\n\+2\n three\n/);
    assert.match(told.diff, /--- \/dev\/null\n\+\+\+ new\.txt/);
    assert.equal((await restore(workspace, made.id, { dry_run: true })).changes.length, 4);
    assert.equal(await readFile(join(folder, "new.txt"), "utf8"), "new\n");
    const done = await restore(workspace, made.id);
    assert.equal(await readFile(join(folder, "src/a.ts"), "utf8"), "one\ntwo\nthree\n");
    assert.equal((await stat(join(folder, "run.sh"))).mode & 0o777, 0o755);
    assert.equal(await readlink(join(folder, "link")), "src/a.ts");
    assert.deepEqual((await readdir(folder)).toSorted(), ["link", "run.sh", "src"]);
    await restore(workspace, done.undo_id);
    assert.equal(await readFile(join(folder, "src/a.ts"), "utf8"), "one\n2\nthree\n");
    assert.equal(await readFile(join(folder, "new.txt"), "utf8"), "new\n");
    assert.equal((await stat(join(folder, "run.sh"))).mode & 0o777, 0o644);
    assert.equal(await lstat(join(folder, "link")).catch(() => "gone"), "gone");
  });

  it("leave out what git ignores, and restore only what is asked for", async () => {
    await using workspace = await openWorkspace();
    const folder = await project(workspace);
    await mkdir(join(folder, "node_modules"));
    await writeFile(join(folder, ".gitignore"), "*.log\n");
    await writeFile(join(folder, "x.log"), "kept out");
    const { id, files } = await create(workspace);
    assert.equal(files, 4);
    await writeFile(join(folder, "x.log"), "other");
    await writeFile(join(folder, "src/a.ts"), "");
    await writeFile(join(folder, "run.sh"), "");
    assert.equal((await diff(workspace, id, "~/p/src")).changes.length, 1);
    await restore(workspace, id, { path: "~/p/src" });
    assert.equal(await readFile(join(folder, "src/a.ts"), "utf8"), "one\ntwo\nthree\n");
    assert.equal(await readFile(join(folder, "run.sh"), "utf8"), "");
    assert.equal(await readFile(join(folder, "x.log"), "utf8"), "other");
  });

  it("are taken before each write and edit, of nothing that was there too", async () => {
    await using workspace = await openWorkspace();
    const folder = await project(workspace);
    const path = `path=${encodeURIComponent("~/p/src/a.ts")}`;
    await workspace.client.request("PUT", `/files/content?${path}`, "written\n");
    await workspace.client.request("PUT", `/files/content?path=${encodeURIComponent("~/p/b")}`, "b\n");
    const edits = [{ search: "written", replace: "edited" }];
    await workspace.client.json("POST", "/files/edits", { files: [{ path: "~/p/src/a.ts", edits }] });
    const taken = await list(workspace);
    assert.deepEqual(
      taken.map(({ kind, label }: Record<string, string>) => `${kind} ${label}`),
      ["automatic edit_files", "automatic write_file", "automatic write_file"],
    );
    await restore(workspace, taken[0].id);
    assert.equal(await readFile(join(folder, "src/a.ts"), "utf8"), "written\n");
    await restore(workspace, taken[1].id);
    assert.equal(await readFile(join(folder, "b"), "utf8").catch(() => "gone"), "gone");
    await restore(workspace, taken[2].id);
    assert.equal(await readFile(join(folder, "src/a.ts"), "utf8"), "one\ntwo\nthree\n");
  });

  it("take a restore back that fails in the middle", async () => {
    await using workspace = await openWorkspace();
    const folder = await project(workspace);
    const { id } = await create(workspace);
    await writeFile(join(folder, "run.sh"), "changed");
    await rm(join(folder, "src"), { recursive: true });
    await mkdir(join(folder, "src/a.ts"), { recursive: true });
    const failure = await workspace.client.fails("POST", `/checkpoints/${id}/restore`, {});
    assert.equal(failure.code, "conflict");
    assert.match(failure.message, /src\/a\.ts/);
    assert.equal(await readFile(join(folder, "run.sh"), "utf8"), "changed");
  });

  it("are made once for a key, and refused where there is nothing to keep", async () => {
    await using workspace = await openWorkspace();
    await project(workspace);
    const first = await create(workspace, "~/p", { idempotency_key: "k" });
    assert.deepEqual(await create(workspace, "~/p", { idempotency_key: "k" }), first);
    const other = { path: "~/p", label: "x", idempotency_key: "k" };
    assert.equal((await workspace.client.fails("POST", "/checkpoints", other)).code, "conflict");
    assert.equal(
      (await workspace.client.fails("POST", "/checkpoints", { path: "~/none" })).code,
      "not_found",
    );
    const file = await workspace.client.fails("POST", "/checkpoints", { path: "~/p/run.sh" });
    assert.match(file.message, /is not a directory/);
    const unknown = await workspace.client.fails("POST", "/checkpoints/abc/restore", {});
    assert.equal(unknown.code, "not_found");
    assert.equal((await workspace.client.fails("GET", "/checkpoints/..%2f/diff")).code, "not_found");
  });

  it("keep a content once, and read only what has changed", async () => {
    await using workspace = await openWorkspace();
    const folder = await project(workspace);
    await writeFile(join(folder, "copy"), "one\ntwo\nthree\n");
    await create(workspace);
    const contents = join(workspace.home, ".state/checkpoints/contents");
    const count = async () =>
      (await readdir(contents, { recursive: true })).filter((name) => name.includes("/")).length;
    assert.equal(await count(), 2);
    // What the kernel says of an unchanged file is the same, so its content is not looked for again.
    for (const name of await readdir(contents)) await rm(join(contents, name), { recursive: true });
    await writeFile(join(folder, "run.sh"), "changed");
    await create(workspace);
    assert.equal(await count(), 1);
  });

  it("make room: automatic ones go before others, with what only they hold", async (t) => {
    const root = await mkdtemp(join(tmpdir(), "checkpoints-"));
    t.after(async () => await rm(root, { recursive: true }));
    const limits = { manual: 2, automatic: 3, storedBytes: 50_000 };
    const options = { root: join(root, "kept"), lock: createKeyedLock(), log: () => undefined, limits };
    const checkpoints = openCheckpoints(options);
    const folder = join(root, "p");
    await mkdir(folder);
    const { signal } = new AbortController();
    const make = async (label: string) =>
      await checkpoints.create({ path: folder, label, idempotencyKey: undefined }, signal);
    for (let i = 0; i < 45; i++) {
      await writeFile(join(folder, "n"), `${i}`);
      await checkpoints.before("write", [join(folder, "n")]);
    }
    for (const label of ["one", "two", "three"]) await make(label);
    const labels = async () => (await checkpoints.list()).map(({ label }) => label);
    assert.deepEqual(await labels(), ["three", "two", "write", "write", "write"]);
    const kept = async () =>
      (await readdir(join(root, "kept/contents"), { recursive: true })).filter((name) => name.includes("/"));
    assert.equal((await kept()).length, 3);
    // Past the bytes all that is left is the newest.
    await writeFile(join(folder, "big"), "x".repeat(60_000));
    await make("big");
    assert.deepEqual(await labels(), ["big"]);
    assert.equal((await kept()).length, 2);
  });

  it("bring back any tree from any other", async () => {
    await using workspace = await openWorkspace();
    const folder = join(workspace.home, "t");
    const name = fc.constantFrom("a", "b", "d/a", "d/é", "d/e/f");
    const tree = fc.dictionary(name, fc.string({ unit: "binary", maxLength: 20 }), {
      maxKeys: 5,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(tree, tree, async (before, after) => {
        await rm(folder, { recursive: true, force: true });
        await fill(folder, before);
        const { id } = await create(workspace, "~/t");
        await rm(folder, { recursive: true });
        await fill(folder, after);
        await restore(workspace, id);
        assert.deepEqual(await contentsOf(folder), before);
      }),
      { numRuns: 15 },
    );
  });
});

async function fill(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, "d/e"), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const found: Record<string, string> = {};
  for (const name of names)
    if ((await stat(join(folder, name))).isFile()) found[name] = await readFile(join(folder, name), "utf8");
  return found;
}
