import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { it } from "node:test";
import { pack } from "tar-stream";
import type { Header } from "tar-stream";
import { AppError } from "./errors.ts";
import { packArchive, readArchive } from "./template-archive.ts";

async function tarOf(...entries: (Partial<Header> & { name: string })[]): Promise<Buffer> {
  const archive = pack();
  const bytes = buffer(archive);
  for (const entry of entries) archive.entry(entry, "");
  archive.finalize();
  return await bytes;
}

it("reads back what was packed, the same bytes for the same files", async () => {
  const files = new Map<string, Buffer | string>([
    ["template.yaml", "name: a\n"],
    ["scripts/deep/run.sh", Buffer.from([0, 255, 10])],
    ["empty", ""],
    [`${"long/".repeat(40)}é.txt`, "x"],
  ]);
  const tar = await packArchive(files);
  const reversed = await packArchive(new Map([...files].toReversed()));
  assert.ok(tar.equals(reversed));
  const read = await readArchive(tar);
  assert.deepEqual([...read.keys()].toSorted(), [...files.keys()].toSorted());
  assert.deepEqual(read.get("scripts/deep/run.sh"), Buffer.from([0, 255, 10]));
});

it("strips a leading ./ and skips directories", async () => {
  const tar = await tarOf({ name: "./", type: "directory" }, { name: "./dir/a" }, { name: "b" });
  assert.deepEqual([...(await readArchive(tar)).keys()], ["dir/a", "b"]);
});

const REFUSED: readonly (Partial<Header> & { name: string })[] = [
  { name: "../evil" },
  { name: "a/../../evil" },
  { name: "/etc/evil" },
  { name: "C:evil" },
  { name: "a\\evil" },
  { name: "evil", type: "symlink", linkname: "/etc/passwd" },
  { name: "evil", type: "link", linkname: "template.yaml" },
  { name: "evil", type: "character-device" },
  { name: "evil", type: "block-device" },
  { name: "evil", type: "fifo" },
];
for (const entry of REFUSED) {
  it(`refuses ${entry.type ?? "file"} ${entry.name} by name`, async () => {
    const tar = await tarOf({ name: "template.yaml" }, entry);
    await assert.rejects(readArchive(tar), (error) => {
      assert.ok(error instanceof AppError && error.code === "invalid");
      assert.ok(error.message.includes(JSON.stringify(entry.name)), error.message);
      return true;
    });
  });
}

it("refuses more than 5,000 files, and what is no tar", async () => {
  const names = Array.from({ length: 5001 }, (_, index) => ({ name: `file-${index}` }));
  await assert.rejects(readArchive(await tarOf(...names)), { code: "too_large" });
  await assert.rejects(readArchive(Buffer.alloc(2000, "not a tar")), { code: "invalid" });
});
