import assert from "node:assert/strict";
import { chmod, link, lstat, readFile, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openWorkspace } from "../../support.test.ts";
import type { Workspace } from "../../support.test.ts";

interface Edit {
  readonly search: string;
  readonly replace: string;
  readonly replace_all?: boolean;
}

const edit = async ({ client }: Workspace, path: string, edits: readonly Edit[], options: object = {}) =>
  await client.json("POST", "/files/edits", { files: [{ path, edits }], include_diff: true, ...options });
const refused = async ({ client }: Workspace, files: unknown, options: object = {}) =>
  await client.fails("POST", "/files/edits", { files, ...options });
const textOf = async ({ home }: Workspace, name: string) => await readFile(join(home, name), "utf8");
const put = async ({ home }: Workspace, name: string, content: string | Buffer) =>
  await writeFile(join(home, name), content);

describe("edits", () => {
  it("are made one after another in several files, with a diff of each", async () => {
    await using workspace = await openWorkspace();
    await put(workspace, "a", "1\n2\n3\n4\n5\n6\n7\n8\n9");
    await put(workspace, "b", "x y x\n");
    const result = await workspace.client.json("POST", "/files/edits", {
      files: [
        {
          path: "~/a",
          edits: [
            { search: "2", replace: "two" },
            { search: "two\n3", replace: "2\n3\n3.5" },
            { search: "9", replace: "nine" },
          ],
        },
        { path: "~/b", edits: [{ search: "x", replace: "z", replace_all: true }] },
      ],
      include_diff: true,
    });
    assert.equal(await textOf(workspace, "a"), "1\n2\n3\n3.5\n4\n5\n6\n7\n8\nnine");
    assert.equal(await textOf(workspace, "b"), "z y z\n");
    assert.equal(
      result.files[0].diff,
      "@@ -1,9 +1,10 @@\n 1\n 2\n 3\n+3.5\n 4\n 5\n 6\n 7\n 8\n-9\n\\ No newline at end of file\n+nine\n\\ No newline at end of file\n",
    );
    assert.equal(result.files[1].replacements, 2);
    assert.equal(result.files[1].etag, (await workspace.client.file("stat", { path: "~/b" })).etag);
  });

  it("change nothing at all when one of them fails", async () => {
    await using workspace = await openWorkspace();
    await put(workspace, "a", "one\n");
    await put(workspace, "b", "two\n");
    const good = { path: "~/a", edits: [{ search: "one", replace: "1" }] };
    const failure = await refused(workspace, [
      good,
      { path: "~/b", edits: [{ search: "three", replace: "3" }] },
    ]);
    assert.match(failure.message, /^files\[1\]\.edits\[0\]\.search: is not in the file/);
    assert.equal((await refused(workspace, [good, { ...good, path: "~/c" }])).code, "not_found");
    assert.equal(
      (await refused(workspace, [good, { path: "~/b", edits: good.edits, if_match: "0".repeat(32) }])).code,
      "precondition",
    );
    assert.equal(await textOf(workspace, "a"), "one\n");
    assert.deepEqual((await readdir(workspace.home)).toSorted(), [".state", "a", "b"]);
  });

  it("must be unique, and the places are named", async () => {
    await using workspace = await openWorkspace();
    await put(workspace, "a", "aaa\nb\nb\n");
    const { message } = await refused(workspace, [{ path: "~/a", edits: [{ search: "b", replace: "c" }] }]);
    assert.match(message, /is in 2 places \(lines 2, 3\)/);
    const overlapping = [{ path: "~/a", edits: [{ search: "aa", replace: "c" }] }];
    assert.match((await refused(workspace, overlapping)).message, /is in 2 places \(lines 1, 1\)/);
  });

  it("are found in spite of white space, and take the file's indentation", async () => {
    await using workspace = await openWorkspace();
    await put(workspace, "a.py", "class A:\n\tdef f(self):  \n\t\treturn 1\n");
    const search = "def f(self):\n    return 1\n";
    const replace = "def f(self):\n    if self:\n        return 2\n    return 1\n";
    const { files } = await edit(workspace, "~/a.py", [{ search, replace }]);
    assert.equal(files[0].tolerant, true);
    assert.equal(
      await textOf(workspace, "a.py"),
      "class A:\n\tdef f(self):\n\t\tif self:\n\t\t\treturn 2\n\t\treturn 1\n",
    );
    await put(workspace, "end", "x \ny");
    await edit(workspace, "~/end", [{ search: "x\ny\n", replace: "z\n" }]);
    assert.equal(await textOf(workspace, "end"), "z");
  });

  it("keep line ends, byte order marks, encodings, modes and links", async () => {
    await using workspace = await openWorkspace();
    const change = [{ search: "two\nthree", replace: "2\n3\n4" }];
    const cases: readonly (readonly [string, Buffer, Buffer])[] = [
      ["crlf", Buffer.from("one\r\ntwo\r\nthree"), Buffer.from("one\r\n2\r\n3\r\n4")],
      ["mixed", Buffer.from("one\ntwo\r\nthree\nfour\r\n"), Buffer.from("one\n2\r\n3\r\n4\nfour\r\n")],
      ["bom", Buffer.from("\uFEFFtwo\nthree\n"), Buffer.from("\uFEFF2\n3\n4\n")],
      [
        "utf16",
        Buffer.from("\uFEFFé two\r\nthree", "utf16le"),
        Buffer.from("\uFEFFé 2\r\n3\r\n4", "utf16le"),
      ],
      ["latin1", Buffer.from("é two\nthree\n", "latin1"), Buffer.from("é 2\n3\n4\n", "latin1")],
    ];
    for (const [name, before, after] of cases) {
      await put(workspace, name, before);
      await edit(workspace, `~/${name}`, change);
      assert.deepEqual(await readFile(join(workspace.home, name)), after, name);
    }
    const outside = [{ path: "~/latin1", edits: [{ search: "é", replace: "→" }] }];
    assert.match((await refused(workspace, outside)).message, /outside Latin-1/);
    await chmod(join(workspace.home, "bom"), 0o751);
    await symlink("bom", join(workspace.home, "link"));
    await edit(workspace, "~/link", [{ search: "3", replace: "5" }]);
    assert.equal((await stat(join(workspace.home, "bom"))).mode & 0o777, 0o751);
    assert((await lstat(join(workspace.home, "link"))).isSymbolicLink());
  });

  it("refuse one file under two names, and what is no text", async () => {
    await using workspace = await openWorkspace();
    await put(workspace, "a", "one\n");
    await link(join(workspace.home, "a"), join(workspace.home, "hard"));
    const edits = [{ search: "one", replace: "1" }];
    const twice = await refused(workspace, [
      { path: "~/a", edits },
      { path: "~/hard", edits },
    ]);
    assert.match(twice.message, /^files\[1\]\.path: .*is the same file as/);
    await put(workspace, "bin", Buffer.from([0, 1, 2]));
    assert.equal((await refused(workspace, [{ path: "~/bin", edits }])).code, "unsupported");
    assert.equal((await refused(workspace, [{ path: "/dev/null", edits }])).code, "unsupported");
    assert.match((await refused(workspace, [{ path: "~", edits }])).message, /is a directory/);
  });

  it("tell what they would do, and are done once for a key", async () => {
    await using workspace = await openWorkspace();
    await put(workspace, "a", "n\n");
    const more = [{ search: "n", replace: "nn" }];
    const dry = await edit(workspace, "~/a", more, { dry_run: true, idempotency_key: "k" });
    assert.match(dry.files[0].diff, /-n\n\+nn\n/);
    assert.equal(await textOf(workspace, "a"), "n\n");
    const first = await edit(workspace, "~/a", more, { idempotency_key: "k" });
    const again = await edit(workspace, "~/a", more, { idempotency_key: "k" });
    assert.deepEqual(again, { ...first, replayed: true });
    assert.equal(await textOf(workspace, "a"), "nn\n");
    const other = await refused(workspace, [{ path: "~/a", edits: [{ search: "nn", replace: "" }] }], {
      idempotency_key: "k",
    });
    assert.equal(other.code, "conflict");
  });

  it("of one file by many callers at once are all made", async () => {
    await using workspace = await openWorkspace();
    await put(workspace, "a", Array.from({ length: 30 }, (_, index) => `<${index}>\n`).join(""));
    await put(workspace, "b", "x\n");
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const files = [{ path: "~/a", edits: [{ search: `<${index}>`, replace: `[${index}]` }] }];
        const other = { path: "~/b", edits: [{ search: "x", replace: "xx", replace_all: false }] };
        return await workspace.client.request(
          "POST",
          "/files/edits",
          JSON.stringify({ files: index === 7 ? [other, ...files] : files }),
        );
      }),
    );
    assert.doesNotMatch(await textOf(workspace, "a"), /</);
    assert.equal(await textOf(workspace, "b"), "xx\n");
  });

  it("that miss are told the nearest lines within 50 ms, also in a file of 20,000", async () => {
    await using workspace = await openWorkspace();
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => `  const value_${index} = compute(${index}, "x");`,
    );
    await put(workspace, "a.ts", lines.join("\n"));
    const miss = async (search: string) => {
      // Of the processor, so that other work of the machine does not count.
      const begin = process.cpuUsage();
      const answer = await workspace.client.request(
        "POST",
        "/files/edits",
        JSON.stringify({ files: [{ path: "~/a.ts", edits: [{ search, replace: "" }] }] }),
      );
      const { user, system } = process.cpuUsage(begin);
      return { ms: (user + system) / 1000, detail: String(JSON.parse(String(answer.body)).detail) };
    };
    const search = 'const value_15000 = compute(15000, "x");\nconst value_15001 = compute(15001, "y");\n';
    for (const [asked, wanted] of [
      [
        search,
        /nearest are lines 15001-15002[^]*line 15002 is {4}" {2}const value_15001 = compute\(15001, \\"x/,
      ],
      ['const valeu_777 = comptue(777, "x");', /nearest are lines \d+-\d+/],
      ["something quite different, ¡whatever!", /nothing in its 20000 lines is like it/],
    ] as const) {
      const trials = [
        await miss(asked),
        await miss(asked),
        await miss(asked),
        await miss(asked),
        await miss(asked),
      ];
      assert.match(trials[0]?.detail ?? "", wanted);
      assert(Math.min(...trials.map(({ ms }) => ms)) < 50, trials.map(({ ms }) => Math.round(ms)).join());
    }
  });
});
