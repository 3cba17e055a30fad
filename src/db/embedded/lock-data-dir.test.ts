import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { identify } from "../../lib/process-identity.ts";
import { lockDataDir } from "./lock-data-dir.ts";

async function inDir(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "lock-test-"));
  try {
    await body(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

it("lets exactly one of many racing processes have a directory whose holder died", () =>
  inDir(async (dir) => {
    await writeFile(join(dir, "lock.4"), JSON.stringify({ pid: process.pid, started: "another boot/1" }));
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataDir(dir)));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.deepEqual(await readdir(dir), ["lock.5"]);
  }));

it("gives a released directory to the next, and never goes back to a lower number", () =>
  inDir(async (dir) => {
    for (const expected of ["lock.1", "lock.2"]) {
      const lock = await lockDataDir(dir);
      assert.deepEqual(await readdir(dir), [expected]);
      await lock.release();
    }
  }));

it("refuses while the holder runs and names it", () =>
  inDir(async (dir) => {
    await writeFile(join(dir, "lock.1"), JSON.stringify(await identify(process.ppid)));
    await assert.rejects(lockDataDir(dir), {
      code: "conflict",
      message: `the data directory ${dir} is used by another deployment, process ${process.ppid}`,
    });
  }));
