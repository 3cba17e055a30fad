import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { processMemory } from "./process-memory.ts";

it("counts shared pages once, and file pages never", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "memory-"));
  t.after(async () => await rm(root, { recursive: true }));
  for (const pid of ["7", "8", "9"]) await mkdir(join(root, pid));
  const share = "Rss: 900 kB\nPss_Anon: 100 kB\nPss_File: 300 kB\nPss_Shmem: 50 kB\n";
  await writeFile(join(root, "7/smaps_rollup"), share);
  await writeFile(join(root, "8/smaps_rollup"), share);
  await writeFile(join(root, "9/status"), "RssAnon:\t 10 kB\nRssFile:\t 20 kB\nRssShmem:\t 5 kB\n");
  assert.equal(await processMemory([7, 8, 9], root), (100 + 50 + 100 + 50 + 10 + 5) * 1024);
});
