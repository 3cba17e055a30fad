import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createRecord } from "./executions/execution-record.ts";
import type { ExecutionRecord } from "./executions/execution-record.ts";
import { retainExecutions } from "./executions/retain-executions.ts";
import { openWorkspace } from "./support.test.ts";

const canMount = process.platform === "linux" && process.getuid?.() === 0 && mounts();

function mounts(): boolean {
  try {
    runCommand("unshare --mount true");
    return true;
  } catch {
    return false;
  }
}

/** Runs a system command, which has `path` as its last word. */
function runCommand(words: string, path?: string): void {
  const [command = "", ...args] = words.split(" ");
  execFileSync(command, path === undefined ? args : [...args, path], { stdio: "ignore" });
}

const skip = canMount ? false : "needs root to mount a small file system";

describe("a full or read-only disk", { skip }, () => {
  let disk = "";
  before(async () => {
    disk = await mkdtemp(join(tmpdir(), "disk-"));
    runCommand("mount -t tmpfs -o size=1m,mode=0700 tmpfs", disk);
  });
  after(async () => {
    runCommand("umount --lazy", disk);
    await rm(disk, { recursive: true });
  });

  it("leaves the old file as it was", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const path = join(disk, "file");
    await client.put(path, "old");
    for (const query of [{}, { append: "true" }, { append: "true", idempotency_key: "k" }]) {
      const refused = await client.put(path, Buffer.alloc(2 * 1024 * 1024, 1), query);
      assert.equal(JSON.parse(String(refused.body)).code, "storage_full");
      assert.equal(await readFile(path, "utf8"), "old");
    }
    assert.deepEqual(await readdir(disk), ["file"]);
    await client.put(path, "new", { append: "true", idempotency_key: "k" });
    assert.equal(await readFile(path, "utf8"), "oldnew");
    await rm(path);
  });

  it("takes no upload that does not fit", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const path = join(disk, "uploaded");
    await client.put(path, "old");
    const body = Buffer.alloc(2 * 1024 * 1024, 1);
    const refused = await client.request("PUT", `/files/upload?path=${path}&max_bytes=${body.length}`, body);
    assert.equal(refused.status, 507);
    assert.equal(await readFile(path, "utf8"), "old");
    await rm(path);
    assert.deepEqual(await readdir(disk), []);
  });

  it("leaves all files as they were when one of a batch of edits does not fit", async () => {
    await using workspace = await openWorkspace();
    const names = ["a", "b", "c"];
    const text = `${"x".repeat(250_000)}\n`;
    for (const name of names) await writeFile(join(disk, name), text);
    const edits = [{ search: "x\n", replace: "y\n" }];
    const files = names.map((name) => ({ path: join(disk, name), edits }));
    assert.equal((await workspace.client.fails("POST", "/files/edits", { files })).code, "storage_full");
    for (const name of names) assert.equal(await readFile(join(disk, name), "utf8"), text);
    assert.deepEqual((await readdir(disk)).toSorted(), names);
    runCommand("mount -o remount,ro", disk);
    const refused = await workspace.client.fails("POST", "/files/edits", { files: files.slice(0, 1) });
    runCommand("mount -o remount,rw", disk);
    assert.equal(refused.code, "forbidden");
    for (const name of names) await rm(join(disk, name));
  });

  it("refuses a command that could not be recorded, and lets others end with their status", async () => {
    await using workspace = await openWorkspace({ home: join(disk, "home") });
    const { client } = workspace;
    const filler = join(disk, "filler");
    const { execution } = await client.exec({
      command: `until [ -e ~/go ]; do sleep 0.02; done; exit 7`,
      env: { HOME: workspace.home },
      wait_ms: 0,
    });
    await writeFile(join(workspace.home, "go.tmp"), "");
    await writeFile(filler, Buffer.alloc(4 * 1024 * 1024)).catch(() => undefined);
    const refused = await client.fails("POST", "/executions", { command: "true" });
    assert.equal(refused.code, "storage_full");
    assert.deepEqual(await readdir(join(workspace.stateDir, "executions")), [execution.id]);
    await rm(filler);
    await writeFile(join(workspace.home, "go"), "");
    const ended = (await client.output(execution.id, { wait_ms: 10_000 })).execution;
    assert.deepEqual([ended.state, ended.exit_code], ["exited", 7]);
    assert.equal((await client.exec({ command: "exit 3" })).execution.exit_code, 3);
  });

  it("is named when it cannot be written to", async () => {
    await using workspace = await openWorkspace();
    runCommand("mount -o remount,ro", disk);
    const paths = [join(disk, "file"), join(disk, "dir", "file"), join(disk, "a", "b", "file")];
    const refusals = await Promise.all(paths.map((path) => workspace.client.put(path, "x")));
    runCommand("mount -o remount,rw", disk);
    for (const { status, body } of refusals) {
      assert.equal(status, 403);
      assert.match(String(body), /read-only file system/);
    }
  });
});

describe("kept output", () => {
  it("is bounded by count and by bytes, oldest first, and running commands are never touched", async (t) => {
    const root = await mkdtemp(join(tmpdir(), "retain-"));
    t.after(async () => await rm(root, { recursive: true }));
    const records = new Map<string, ExecutionRecord>();
    for (const [id, minute, bytes] of [
      ["old", 1, 10],
      ["big", 2, 500],
      ["new", 3, 10],
      ["runs", 0, 900],
    ] as const) {
      const record = await recordOf(root, id, bytes);
      if (minute > 0) {
        const ended_at = new Date(minute * 60_000).toISOString();
        record.end = { state: "exited", exit_code: 0, signal: null, ended_at };
      }
      records.set(id, record);
    }
    const left = async (bounds: Parameters<typeof retainExecutions>[1]) => {
      await retainExecutions(records, bounds);
      assert.deepEqual((await readdir(root)).toSorted(), [...records.keys()].toSorted());
      return [...records.keys()].toSorted();
    };
    assert.deepEqual(await left({ count: 3, bytes: 1000 }), ["big", "new", "old", "runs"]);
    assert.deepEqual(await left({ count: 2, bytes: 1000 }), ["big", "new", "runs"]);
    assert.deepEqual(await left({ count: 2, bytes: 100 }), ["new", "runs"]);
    assert.deepEqual(await left({ count: 2, bytes: 1 }), ["new", "runs"]);
  });
});

async function recordOf(root: string, id: string, bytes: number): Promise<ExecutionRecord> {
  const dir = join(root, id);
  await mkdir(dir);
  await writeFile(join(dir, "output"), Buffer.alloc(bytes));
  assert.equal((await stat(join(dir, "output"))).size, bytes);
  const meta = {
    id,
    command: "true",
    workdir: "/",
    started_at: new Date(0).toISOString(),
    timeout_ms: null,
    separate_stderr: false,
    keep_stdin: false,
    idempotency_key: null,
    digest: "",
    is_startup: false,
    pty: null,
    started_by: null,
    terminal: null,
  };
  return createRecord(meta, dir, null);
}
