import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as fc from "fast-check";
import type { WorkspaceConn } from "../../src/client/workspace-conn.ts";
import { AppError } from "../../src/wire/errors.ts";

export interface OpenedConn extends AsyncDisposable {
  readonly conn: WorkspaceConn;
  /** What this connection refuses with "unsupported". */
  readonly lacks?: readonly "watch"[];
}

/** Found once the hard way; they stay. */
const NAMES: readonly string[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../corpus/names.json"), "utf8"),
);

const numRuns = Number(process.env["PROPERTY_RUNS"] ?? 15);
const signal = AbortSignal.timeout(300_000);

async function fails(code: string, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => error instanceof AppError && error.code === code, code);
}

/** What every connection to a workspace does with files, whatever way it takes; each run has a folder of its own. */
export function fileContract(name: string, open: () => Promise<OpenedConn>): void {
  describe(`files through ${name}`, () => {
    let opened: OpenedConn | undefined;
    let root = "";
    before(async () => {
      opened = await open();
      root = (await run("mktemp -d")).trim();
      // Expansion is by the shell that is there, so nothing of it but POSIX is used.
      await run(
        `mkdir ${root}/d; ln -s d ${root}/link; ln -s loop ${root}/loop; ln -s gone ${root}/dangling`,
      );
    });
    after(async () => {
      if (root !== "") await run(`chmod -R u+rwx ${root}; rm -rf ${root}`);
      await opened?.[Symbol.asyncDispose]();
    });
    const conn = (): WorkspaceConn => {
      assert(opened !== undefined);
      return opened.conn;
    };
    const run = async (command: string): Promise<string> =>
      (await conn().start({ command, wait_ms: 20_000 }, signal)).output.text;
    const put = (path: string, text: string, query: object = {}) =>
      conn().write({ path: `${root}/${path}`, ...query }, Buffer.from(text), signal);
    const bytes = async (path: string) =>
      Buffer.from(await conn().readBytes({ path: `${root}/${path}` }, signal)).toString();
    const stat = (path: string) => conn().stat(`${root}/${path}`, signal);

    test("any name is a name, and the content comes back", async () => {
      const anyName = fc
        .string({ unit: "binary", minLength: 1, maxLength: 40 })
        .filter((text) => !/[/\0]/.test(text) && text !== "." && text !== ".." && text.isWellFormed());
      const content = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => text.isWellFormed());
      await fc.assert(
        fc.asyncProperty(anyName, content, async (file, text) => {
          const written = await put(`d/${file}`, text);
          assert.equal(await bytes(`d/${file}`), text);
          const { entries } = await conn().list({ path: `${root}/d`, ignore: "false", limit: 1000 }, signal);
          assert(entries.some(({ path }) => path === file));
          assert.equal((await stat(`d/${file}`)).etag, written.etag);
        }),
        { numRuns: numRuns + NAMES.length, examples: NAMES.map((file): [string, string] => [file, "x\n"]) },
      );
    });

    test("`..` is taken out of a path before links are followed", async () => {
      await put("x", "x");
      assert.equal(await bytes("d/../x"), "x");
      assert.equal(await bytes("link/../x"), "x");
      assert.equal(await bytes("none/../x"), "x");
    });

    test("links are followed to read, write and edit, and told as links by stat", async () => {
      await put("link/target", "one\n");
      await run(`ln -s d/target ${root}/to-file`);
      await put("to-file", "two\n");
      const edits = [{ search: "two", replace: "three" }];
      await conn().edit({ files: [{ path: `${root}/to-file`, edits }] }, signal);
      assert.equal(await bytes("d/target"), "three\n");
      const { type, target } = await stat("to-file");
      assert.deepEqual([type, target], ["symlink", "d/target"]);
      await put("dangling", "made");
      assert.equal(await bytes("gone"), "made");
      await fails("invalid", bytes("loop"));
      await fails("invalid", put("loop", "x"));
    });

    test("what is no file is refused at once, for reading and for writing", async () => {
      await run(`mkfifo ${root}/fifo`);
      for (const path of [`${root}/fifo`, "/dev/null", "/dev/zero"]) {
        await fails("unsupported", conn().readText({ path }, signal));
        await fails("unsupported", conn().readBytes({ path }, signal));
        await fails("unsupported", conn().write({ path }, Buffer.from("x"), signal));
        await fails(
          "unsupported",
          conn().edit({ files: [{ path, edits: [{ search: "a", replace: "" }] }] }, signal),
        );
      }
      await fails("invalid", conn().readText({ path: root }, signal));
      await fails("invalid", conn().write({ path: root }, Buffer.from("x"), signal));
      await fails("invalid", put("x/below", "x"));
    });

    test("what is not there, may not be read, or cannot be named has its code", async () => {
      await fails("not_found", bytes("none"));
      await fails("invalid", put("y".repeat(256), "x"));
      await fails("invalid", conn().stat("relative", signal));
      await fails("invalid", conn().stat("/nul\0", signal));
      const id = (await run("id -u")).trim();
      if (id === "0") return;
      await put("secret", "x");
      await run(`chmod 000 ${root}/secret; mkdir ${root}/closed; chmod 500 ${root}/closed`);
      await fails("forbidden", bytes("secret"));
      await fails("forbidden", put("closed/new", "x"));
    });

    test("a name that is not UTF-8 is shown, with its bad bytes replaced", async () => {
      await run(`mkdir ${root}/bytes; : > ${root}/bytes/$(printf 'a\\377')`);
      const { entries } = await conn().list({ path: `${root}/bytes` }, signal);
      assert.deepEqual(
        entries.map(({ path }) => path),
        ["a\uFFFD"],
      );
    });

    test("etags guard writes and edits", async () => {
      const { etag } = await put("guarded", "one\n");
      await put("guarded", "two\n", { if_match: etag });
      await fails("precondition", put("guarded", "three\n", { if_match: etag }));
      const edits = [{ search: "two", replace: "2" }];
      const path = `${root}/guarded`;
      await fails("precondition", conn().edit({ files: [{ path, edits, if_match: etag }] }, signal));
      assert.equal(await bytes("guarded"), "two\n");
    });

    test("lines are read from either end, with what continues them", async () => {
      await put("lines", "1\n2\n3\n4\n5");
      const query = { path: `${root}/lines`, limit: 2 };
      const first = await conn().readText({ ...query, offset: 1 }, signal);
      const last = await conn().readText({ ...query, offset: -2 }, signal);
      assert.deepEqual([first.content, first.next_offset, first.total_lines], ["1\n2", 3, 5]);
      assert.deepEqual([last.content, last.next_offset, last.final_newline], ["4\n5", null, false]);
      await fails("invalid", conn().readText({ ...query, offset: 9 }, signal));
    });

    test("a watch tells of each change, and that a file is gone", async () => {
      const { etag } = await put("watched", "one");
      const told: (string | null)[] = [];
      const over = new AbortController();
      if (opened?.lacks?.includes("watch") === true)
        return await fails(
          "unsupported",
          conn().watch(`${root}/watched`, over.signal)[Symbol.asyncIterator]().next(),
        );
      for await (const change of conn().watch(`${root}/watched`, over.signal)) {
        told.push(change);
        if (told.length === 1) told.push((await put("watched", "two")).etag);
        else if (change !== null) await run(`rm ${root}/watched`);
        else break;
      }
      over.abort();
      assert.equal(told[0], etag);
      assert.equal(told[2], told[1]);
      assert.equal(told.at(-1), null);
    });

    test("files are found by name and content", async () => {
      await run(`mkdir -p ${root}/find/sub`);
      await put("find/a.ts", "one\ntwo\n");
      await put("find/sub/b.md", "two\n");
      const found = await conn().find({ path: `${root}/find`, content: "^two$", context: 1 }, signal);
      assert.deepEqual(
        found.files.map(({ path, lines }) => [path, lines.map(({ line, match }) => (match ? line : -line))]),
        [
          ["a.ts", [-1, 2]],
          ["sub/b.md", [1]],
        ],
      );
      const named = await conn().find({ path: `${root}/find`, glob: "*.md" }, signal);
      assert.deepEqual(
        named.files.map(({ path }) => path),
        ["sub/b.md"],
      );
    });
  });
}
