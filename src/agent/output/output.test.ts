import assert from "node:assert/strict";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { manifestOf, openWorkspace } from "../support.test.ts";
import { cursorSince } from "./cursor-since.ts";

describe("output that is no text", () => {
  it("comes exactly in base64, and as text within the reply's size", async () => {
    await using workspace = await openWorkspace();
    const { client, home } = workspace;
    const bytes = Buffer.from(Array.from({ length: 60_000 }, (_, index) => (index * 7 + (index >> 3)) % 256));
    await writeFile(join(home, "bytes"), bytes);
    const { execution, output } = await client.exec({ command: `cat ${home}/bytes`, reply_bytes: 5000 });
    assert(Buffer.byteLength(output.text) <= 5000);
    const parts: Buffer[] = [];
    for (let cursor = 0; cursor < bytes.length;) {
      const query = { cursor, encoding: "base64", reply_bytes: 7001 };
      const piece = (await client.output(execution.id, query)).output;
      parts.push(Buffer.from(piece.text, "base64"));
      cursor = piece.next;
    }
    assert(Buffer.concat(parts).equals(bytes));
    const refused = await client.fails("GET", `/executions/${execution.id}/output?encoding=base64&grep=x`);
    assert.match(refused.message, /^encoding: /);
  });

  it("with a line of ten megabytes is read from both ends and filtered", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const command = "echo first; head -c 10000000 /dev/zero | tr '\\0' x; echo; echo last";
    const { execution, output } = await client.exec({ command, reply_bytes: 1000 });
    assert.equal(execution.output_bytes, 10_000_012);
    assert(
      output.text.startsWith("first\nxxx") && output.text.endsWith("last\n") && output.text.length <= 1000,
    );
    assert.equal((await client.output(execution.id, { grep: "t$" })).output.text, "first\nlast\n");
    assert.equal((await client.output(execution.id, { tail_lines: 1 })).output.text, "last\n");
  });
});

describe("output since a time", () => {
  it("begins at the last mark before it", async (t) => {
    const dir = await mkdtemp(join(tmpdir(), "marks-"));
    t.after(async () => await rm(dir, { recursive: true }));
    const path = join(dir, "marks");
    assert.equal(cursorSince(path, "output", 5000), 0);
    await appendFile(path, "1000 10 1\n2000 20 2\n3000 30 3\n40");
    assert.equal(cursorSince(path, "output", 999), 0);
    assert.equal(cursorSince(path, "output", 2500), 20);
    assert.equal(cursorSince(path, "stderr", 9000), 3);
  });

  it("leaves out what is older", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    const command = "echo old; read x; echo young";
    const { execution } = await client.exec({ command, keep_stdin: true, wait_ms: 0 });
    const { id } = execution;
    await client.output(id, { wait_for: "output", wait_ms: 10_000 });
    // Until the agent has marked that nothing but the old line was there.
    let text = "old\n";
    while (text !== "") text = (await client.output(id, { since_ms: 0 })).output.text;
    const marked = Date.now();
    await client.json("POST", `/executions/${id}/stdin`, { data: "\n" });
    await client.output(id, { wait_ms: 10_000 });
    const since = await client.output(id, { since_ms: Date.now() - marked });
    assert.equal(since.output.text, "young\n");
    assert.equal((await client.output(id, { since_ms: 3_600_000 })).output.text, "old\nyoung\n");
    assert.match(
      (await client.fails("GET", `/executions/${id}/output?since_ms=1&tail_lines=1`)).message,
      /^since_ms: /,
    );
  });
});

describe("a workspace's limits", () => {
  it("are the manifest's: how many run, how many are kept", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    await client.json("POST", "/manifest", manifestOf({ limits: { running: 1, kept: 2 } }));
    const { execution } = await client.exec({ command: "exec sleep 777", wait_ms: 0 });
    const refused = await client.fails("POST", "/executions", { command: "true" });
    assert.deepEqual([refused.status, refused.message.slice(0, 22)], [429, "1 commands already run"]);
    await client.json("POST", `/executions/${execution.id}/signal`, { signal: "SIGKILL" });
    for (const text of ["a", "b", "c"]) await client.exec({ command: `echo ${text}` });
    let kept: { command: string }[] = [];
    while (kept.length !== 2) kept = (await client.json("GET", "/executions")).executions;
    assert.deepEqual(
      kept.map(({ command }) => command),
      ["echo c", "echo b"],
    );
    const gone = await client.fails("GET", `/executions/${execution.id}`);
    assert.match(gone.message, /the newest 2 finished ones are kept/);
  });

  it("kill the command that saves too much, which says why, and leave the others", async () => {
    await using workspace = await openWorkspace();
    const { client } = workspace;
    await client.json("POST", "/manifest", manifestOf({ limits: { output_bytes: 1_000_000 } }));
    const small = await client.exec({ command: "echo small; read x", keep_stdin: true, wait_ms: 0 });
    const { execution } = await client.exec({ command: "yes" });
    assert.equal(execution.state, "killed");
    assert.match(execution.reason ?? "", /its output passed what/);
    assert.equal((await client.output(small.execution.id)).execution.state, "running");
  });
});
