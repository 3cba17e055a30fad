import assert from "node:assert/strict";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openWorkspace } from "../../support.test.ts";
import type { Workspace } from "../../support.test.ts";
import { ripgrepPath } from "../../../lib/ripgrep-path.ts";

const skip = ripgrepPath() === undefined ? "ripgrep has no package for this platform" : false;

interface Found {
  readonly files: readonly { path: string; etag: string; lines: readonly { line: number; text: string }[] }[];
  readonly count: number;
  readonly next_offset: number | null;
  readonly timed_out: boolean;
}

const find = async ({ client, home }: Workspace, query: Record<string, string>): Promise<Found> =>
  await client.json(
    "GET",
    `/files/find?${new URLSearchParams({ path: join(home, "p"), ...query }).toString()}`,
  );
const paths = ({ files }: Found) => files.map(({ path }) => path);

async function project(): Promise<Workspace> {
  const workspace = await openWorkspace();
  const root = join(workspace.home, "p");
  for (const folder of ["src/gen", "node_modules/x", ".git"])
    await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, ".gitignore"), "*.log\ngen/\n");
  const contents: Record<string, string> = {
    "a.ts": "one\ntwo\nThree\nfour\ntwo\n",
    "a.log": "two\n",
    "src/b.ts": "x\r\ntwo\r\n",
    "src/gen/c.ts": "two\n",
    "node_modules/x/d.ts": "two\n",
    ".hidden": "two\n",
    "line\nbreak.md": "two words\n",
    "long.txt": `two ${"x".repeat(100_000)}\n`,
  };
  for (const [name, text] of Object.entries(contents)) await writeFile(join(root, name), text);
  await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x62, 0xff])]), "two\n");
  await symlink("/etc", join(root, "link"));
  return workspace;
}

describe("files are found", { skip }, () => {
  it("by name, without what .gitignore names, in pages", async () => {
    await using workspace = await project();
    assert.deepEqual(paths(await find(workspace, { glob: "*.ts" })), ["a.ts", "src/b.ts"]);
    assert.deepEqual(paths(await find(workspace, { glob: "*.ts", ignore: "false" })), [
      "a.ts",
      "node_modules/x/d.ts",
      "src/b.ts",
      "src/gen/c.ts",
    ]);
    const all = await find(workspace, {});
    assert.equal(all.next_offset, null);
    assert(paths(all).includes("line\nbreak.md") && paths(all).includes("b\uFFFD"));
    const first = await find(workspace, { limit: "2" });
    const rest = await find(workspace, { offset: String(first.next_offset) });
    assert.deepEqual([...paths(first), ...paths(rest)], paths(all));
    assert.equal(all.files[0]?.etag, (await workspace.client.file("stat", { path: "~/p/.gitignore" })).etag);
  });

  it("by content, with context and cut lines", async () => {
    await using workspace = await project();
    const found = await find(workspace, { content: "^two$", context: "1" });
    assert.deepEqual(paths(found), [".hidden", "a.ts", "b\uFFFD", "src/b.ts"]);
    assert.deepEqual(
      found.files[1]?.lines.map(({ line, text }) => `${line} ${text}`),
      ["1 one", "2 two", "3 Three", "4 four", "5 two"],
    );
    assert.deepEqual(found.files[3]?.lines.at(-1), { line: 2, text: "two", match: true });
    assert.equal((await find(workspace, { content: "three" })).count, 1);
    assert.equal((await find(workspace, { content: "THREE" })).count, 0);
    const long = await find(workspace, { content: "two", glob: "long.txt" });
    assert.equal(long.files[0]?.lines[0]?.text.length, 401);
    const one = await find(workspace, { path: join(workspace.home, "p/a.log"), content: "two" });
    assert.deepEqual(paths(one), ["a.log"]);
  });

  it("in pages that together have every match and its context once", async () => {
    await using workspace = await project();
    const whole = await find(workspace, { content: "t", context: "1" });
    const pages: string[] = [];
    for (let offset: number | null = 0; offset !== null;) {
      const page: Found = await find(workspace, { content: "t", limit: "1", offset: String(offset) });
      assert.equal(page.count, 1);
      pages.push(...page.files.flatMap(({ path, lines }) => lines.map(({ line }) => `${path}:${line}`)));
      offset = page.next_offset;
    }
    assert.equal(pages.length, whole.count);
    assert.equal(new Set(pages).size, whole.count);
  });

  it("or not: bad patterns and places are named", async () => {
    await using workspace = await project();
    const fails = async (query: Record<string, string>) =>
      await workspace.client.fails(
        "GET",
        `/files/find?${new URLSearchParams({ path: "~/p", ...query }).toString()}`,
      );
    assert.match((await fails({ content: "(" })).message, /^content: .*regex parse error/s);
    assert.match((await fails({ glob: "[" })).message, /^glob: /);
    assert.match((await fails({ glob: "a\0" })).message, /^glob: must not contain NUL/);
    assert.match((await fails({ content: "\0" })).message, /^content: must not contain NUL/);
    assert.equal((await fails({ path: "~/none" })).code, "not_found");
    await chmod(join(workspace.home, "p/src"), 0);
    if (process.getuid?.() !== 0) assert.equal((await fails({ path: "~/p/src" })).code, "forbidden");
    assert.equal((await find(workspace, { content: "^one$" })).count, 1);
    await chmod(join(workspace.home, "p/src"), 0o755);
  });

  it("until the time is over", async () => {
    await using workspace = await openWorkspace();
    const query = new URLSearchParams({ path: "/", content: "no such text anywhere 1b7c", timeout_ms: "30" });
    const found: Found = await workspace.client.json("GET", `/files/find?${query.toString()}`);
    assert.deepEqual([found.timed_out, found.next_offset], [true, 0]);
  });
});
