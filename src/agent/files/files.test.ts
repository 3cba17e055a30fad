import assert from "node:assert/strict";
import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openWorkspace } from "../support.test.ts";

describe("files", () => {
  it("are written whole, keep their mode, and are guarded by etags", async () => {
    await using workspace = await openWorkspace();
    const { client, home } = workspace;
    const first = JSON.parse(String((await client.put("~/a/b.sh", "one\n", { mode: "0755" })).body));
    assert.deepEqual([first.created, first.mode, first.size], [true, "0755", 4]);
    await symlink("a/b.sh", join(home, "link"));
    const second = JSON.parse(String((await client.put("~/link", "two\n", { if_match: first.etag })).body));
    assert.equal(second.mode, "0755");
    assert.equal(await readFile(join(home, "a/b.sh"), "utf8"), "two\n");
    assert.equal((await client.put("~/a/b.sh", "x", { if_match: first.etag })).status, 412);
    assert.equal((await client.put("~/a/b.sh", "x", { if_match: "none" })).status, 412);
  });

  it("take an append once for an idempotency key", async () => {
    await using workspace = await openWorkspace();
    const append = { append: "true", idempotency_key: "k" };
    await workspace.client.put("~/log", "a\n");
    await workspace.client.put("~/log", "b\n", append);
    assert.equal(
      JSON.parse(String((await workspace.client.put("~/log", "b\n", append)).body)).replayed,
      true,
    );
    assert.equal(await readFile(join(workspace.home, "log"), "utf8"), "a\nb\n");
    assert.equal((await workspace.client.put("~/log", "c\n", append)).status, 409);
  });

  it("stay as they were when an upload breaks off or is too large", async () => {
    await using workspace = await openWorkspace();
    const { client, home } = workspace;
    await client.put("~/f", "old");
    const stream = client.session.request({ ":method": "PUT", ":path": "/files/content?path=~/f" });
    stream.on("error", () => undefined);
    stream.write("half");
    await client.json("GET", "/ping");
    const closed = new Promise((resolve) => stream.once("close", resolve));
    stream.close(8);
    await closed;
    await client.json("GET", "/ping");
    assert.equal((await client.put("~/f", Buffer.alloc(64 * 1024 * 1024 + 1))).status, 413);
    assert.equal(await readFile(join(home, "f"), "utf8"), "old");
  });

  it("are read by lines from either end", async () => {
    await using workspace = await openWorkspace();
    const { client, home } = workspace;
    await writeFile(join(home, "t"), "1\n2\n3\n4\n5");
    const middle = await client.file("text", { path: "~/t", offset: "2", limit: "2" });
    assert.deepEqual(
      [middle.content, middle.next_offset, middle.total_lines, middle.final_newline],
      ["2\n3", 4, 5, false],
    );
    assert.equal((await client.file("text", { path: "~/t", offset: "-2" })).content, "4\n5");
    assert.match(
      (await client.fails("GET", "/files/text?path=~/t&offset=9")).message,
      /the file has 5 lines/,
    );
    await writeFile(join(home, "bin"), Buffer.from([1, 0, 2]));
    assert.equal((await client.file("text", { path: "~/bin" })).binary, true);
  });

  it("are read by their last bytes, in whole lines where there are any", async () => {
    await using workspace = await openWorkspace();
    const { client, home } = workspace;
    const cases: readonly (readonly [content: string, bytes: number, text: string, line: number])[] = [
      ["one\ntwo\nthree\n", 6, "three", 3],
      ["one\ntwo\nthree\n", 9, "three", 3],
      ["one\ntwo\nthree\n", 10, "two\nthree", 2],
      ["one\ntwo\nthree\n", 100, "one\ntwo\nthree", 1],
      ["one\ntwo\nthree\n", 3, "ee", 3],
      ["one\ntwo\nthree", 3, "ree", 3],
      ["one\nééé", 3, "é", 2],
      ["", 3, "", 1],
      ["\n\n", 1, "", 2],
      [`${"x".repeat(600_000)}end`, 5, "xxend", 1],
    ];
    for (const [content, bytes, text, line] of cases) {
      await writeFile(join(home, "t"), content);
      const tail = await client.file("text", { path: "~/t", tail_bytes: String(bytes) });
      assert.deepEqual(
        [tail.content, tail.offset],
        [text, line],
        JSON.stringify([content.slice(-20), bytes]),
      );
    }
    const both = await client.fails("GET", "/files/text?path=~/t&offset=2&tail_bytes=1");
    assert.match(both.message, /tail_bytes: cannot be combined with offset/);
  });

  it("are refused by name when they are no files", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    assert.match(
      (await client.fails("GET", "/files/text?path=~")).message,
      /is a directory, use list_directory/,
    );
    assert.equal((await client.fails("GET", "/files/text?path=/dev/null")).code, "unsupported");
    assert.equal((await client.fails("GET", "/files/stat?path=~/none")).code, "not_found");
    assert.match((await client.fails("GET", "/files/stat?path=relative")).message, /^path: must be absolute/);
  });

  it("are listed as a tree without what .gitignore names", async () => {
    await using workspace = await openWorkspace();
    const root = join(workspace.home, "p");
    await mkdir(join(root, "src/gen"), { recursive: true });
    await mkdir(join(root, "node_modules/x"), { recursive: true });
    await writeFile(join(root, ".gitignore"), "*.log\n!keep.log\n/src/gen/\n");
    for (const name of ["a.log", "keep.log", "src/m.ts", "src/gen/g.ts"])
      await writeFile(join(root, name), "");
    const list = await workspace.client.file("list", { path: root, depth: "5" });
    assert.deepEqual(
      list.entries.map(({ path }: { path: string }) => path),
      ["src", "src/m.ts", ".gitignore", "keep.log"],
    );
    assert.equal(list.ignored, 3);
    assert((await stat(root)).isDirectory());
  });
});
