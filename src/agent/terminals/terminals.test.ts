import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { TerminalQuery } from "../../wire/terminal.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import { openExecutions, type Executions } from "../executions/executions.ts";
import { findTerminalPrograms } from "../executions/terminal-programs.ts";
import { writeStdin } from "../executions/write-stdin.ts";
import { followOutput } from "../output/follow-output.ts";
import { openTerminals, type Terminals } from "./terminals.ts";

const skip = await findTerminalPrograms(process.env["PATH"]).then(
  () => false,
  () => "needs `script` of util-linux",
);
const stop = new AbortController();
const home = await mkdtemp(join(tmpdir(), "coder-terminals-"));
after(async () => {
  stop.abort();
  await rm(home, { recursive: true, force: true });
});

const env = { PATH: process.env["PATH"], SHELL: "/bin/sh" };

async function open(forgetAfterMs: number, root: string): Promise<Terminals & { executions: Executions }> {
  const context = { root: join(home, root), home, env, manifest: () => undefined };
  const executions = await openExecutions(context, stop.signal);
  return { ...openTerminals({ executions, env, forgetAfterMs, log: () => undefined }), executions };
}

const query = (command: string, reconnect: string = randomUUID()): TerminalQuery =>
  TerminalQuery.parse({ reconnect, command });

async function shows(record: ExecutionRecord, text: string): Promise<boolean> {
  let shown = "";
  for await (const bytes of followOutput(record, 0, stop.signal)) {
    shown += bytes.toString();
    if (shown.includes(text)) return true;
  }
  return false;
}

test("a terminal is ended when nobody has been attached for long, and not before", { skip }, async () => {
  const terminals = await open(1, "forgotten");
  const wanted = query("exec sh");
  const one = await terminals.attach(wanted, "ann");
  const two = await terminals.attach(wanted, "bob");
  assert.equal(two.record, one.record);
  one.detach();
  one.detach();
  await writeStdin(one.record, "echo st''ill\n");
  assert.ok(await shows(one.record, "still\r\n"));
  two.detach();
  await one.record.ended.promise;
  assert.equal(one.record.meta.started_by, "ann");
  assert.deepEqual(terminals.executions.running(), []);
});

test("who comes back in time keeps it", { skip }, async () => {
  const terminals = await open(60_000, "kept");
  const wanted = query("exec sh");
  const first = await terminals.attach(wanted, null);
  first.detach();
  const again = await terminals.attach(wanted, null);
  assert.equal(again.record, first.record);
  await writeStdin(again.record, "exit 4\n");
  await again.record.ended.promise;
  assert.equal(again.record.end?.exit_code, 4);
  const other = await terminals.attach(wanted, null);
  assert.notEqual(other.record, first.record);
  await writeStdin(other.record, "exit\n");
  await other.record.ended.promise;
});

test("what outlived an earlier agent is forgotten by the next", { skip }, async () => {
  const wanted = query("echo up; exec sh");
  const { record } = await (await open(60_000, "adopted")).attach(wanted, null);
  assert.ok(await shows(record, "up\r\n"));
  const next = await open(1, "adopted");
  const [adopted] = next.executions.list();
  assert.equal(adopted?.meta.id, record.meta.id);
  await adopted.ended.promise;
  await record.ended.promise;
});

test("it is a login shell of the account, or of another where that is none", { skip }, async () => {
  const terminals = await open(60_000, "shells");
  const { record } = await terminals.attach(query(""), null);
  await writeStdin(record, "echo $SHELL $0; exit\n");
  await record.ended.promise;
  assert.match(await readFile(record.files.output, "utf8"), /\/bin\/sh \S*sh\r\n/);
});
