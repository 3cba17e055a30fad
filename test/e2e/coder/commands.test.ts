import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startTestDeployment } from "../../support/deployment.ts";
import { connectMcp } from "../../support/mcp-client.ts";

const deployment = await startTestDeployment({ after });
const { ok, fails } = await connectMcp({ after }, deployment, { flags: ["--toolsets", "coder"] });

before(async () => {
  await ok("coder_create_workspace", { name: "dev", template_id: "local", rich_parameters: {} });
  await ok("coder_workspace_readiness", { workspace: "dev", wait_ms: 30_000 });
});

const bash = async (command: string, options: object = {}) =>
  (await ok("coder_workspace_bash", { workspace: "dev", command, ...options })).data;
const execute = async (command: string, options: object = {}) =>
  (await ok("coder_workspace_execute", { workspace: "dev", command, ...options })).data;
const output = async (process_id: string, options: object = {}) =>
  (await ok("coder_workspace_process_output", { workspace: "dev", process_id, ...options })).data;

const tool = async (name: string, args: object) => await ok(name, { workspace: "dev", ...args });
const write = (path: string, content: string, options: object = {}) =>
  tool("coder_workspace_write_file", { path, content, ...options });
const read = (path: string, options: object = {}) => tool("coder_workspace_read_file", { path, ...options });

describe("commands", () => {
  test("bash merges the streams, and a failure is no error", async () => {
    assert.deepEqual(await bash(`echo "it's"; echo err >&2; exit 3`), { output: "it's\nerr", exit_code: 3 });
    assert.deepEqual(await bash("[[ -n $BASH_VERSION ]] && echo yes"), { output: "yes", exit_code: 0 });
    assert.equal((await bash("kill -9 $$")).exit_code, 137);
  });

  test("bash ends with 124 when the time is over, and the command is gone", async () => {
    const over = await bash("echo begun; exec sleep 511", { timeout_ms: 300 });
    assert.deepEqual(over, { output: "begun\nCommand canceled due to timeout", exit_code: 124 });
    assert.deepEqual(await bash("pgrep -xf 'sleep 511'"), { output: "", exit_code: 1 });
    assert.deepEqual(await bash("echo default", { timeout_ms: 0 }), { output: "default", exit_code: 0 });
  });

  test("bash leaves a background command running, and says how to read it", async () => {
    const begun = await bash("echo begun; exec sleep 512", { timeout_ms: 300, background: true });
    assert.deepEqual(
      [begun.output, begun.exit_code],
      ["begun\nCommand continues running in background", 124],
    );
    assert.equal((await output(begun.process_id, { wait_timeout: "0s" })).running, true);
    const signal = { workspace: "dev", process_id: begun.process_id, signal: "kill" };
    assert.equal((await ok("coder_workspace_process_signal", signal)).data.success, true);
    const ended = await output(begun.process_id);
    assert.deepEqual([ended.success, ended.exit_code], [false, 137]);
    assert.deepEqual(await bash("echo quick", { background: true }), { output: "quick", exit_code: 0 });
  });

  test("execute tells a command's end, and waits for no person", async () => {
    const done = await execute("echo $PAGER $TERM; exit 4");
    assert.deepEqual([done.success, done.exit_code, done.output], [false, 4, "cat dumb\n"]);
    assert(done.wall_duration_ms >= 0);
    assert.match((await execute("cat /etc/passwd")).note, /coder_workspace_read_file/);
    assert.equal((await execute("cat /etc/passwd | wc -l")).note, undefined);
    const inside = await execute("pwd", { workdir: "/tmp" });
    assert.equal(inside.output, "/tmp\n");
  });

  test("a command that outlasts its timeout goes on, is read, listed and ended", async () => {
    const begun = await execute("echo begun; sleep 513", { timeout: "500ms" });
    assert.deepEqual([begun.success, begun.exit_code, begun.output], [false, -1, "begun\n"]);
    assert.match(begun.error, /^command timed out after /);
    const process_id = begun.background_process_id;
    const { data } = await ok("coder_workspace_process_list", { workspace: "dev" });
    const listed = data.processes.find(({ id }: { id: string }) => id === process_id);
    assert.deepEqual(
      [listed.command, listed.running, listed.exit_code],
      ["echo begun; sleep 513", true, undefined],
    );
    const signal = { workspace: "dev", process_id, signal: "terminate" };
    assert.equal((await ok("coder_workspace_process_signal", signal)).data.success, true);
    assert.equal((await output(process_id)).exit_code, 143);
    assert.equal(
      (await fails("coder_workspace_process_signal", signal)).data.next_tool,
      "coder_workspace_process_output",
    );
  });

  test("an & at the end means the background, && does not", async () => {
    const { background_process_id: id, ...begun } = await execute("echo hidden &");
    assert.deepEqual(begun, { success: true, backgrounded: true, exit_code: 0 });
    assert.equal((await output(id)).output, "hidden\n");
    assert.equal((await execute("true && echo seen")).output, "seen\n");
  });

  test("long output is cut in the middle, and can be read from there", async () => {
    const answer = await ok("coder_workspace_execute", { workspace: "dev", command: "seq 1 100000" });
    assert(answer.text.length < 20_000, `${answer.text.length} characters`);
    const { output: text, truncated } = answer.data;
    assert.match(text, /^1\n2\n/);
    assert.match(text, /\n99999\n100000\n$/);
    assert.equal(truncated.original_bytes, 588_895);
    const [, cursor] = /coder_workspace_process_output cursor=(\d+)/.exec(text) ?? [];
    const { data } = await ok("coder_workspace_process_list", { workspace: "dev" });
    const args = { workspace: "dev", process_id: data.processes[0].id, cursor: Number(cursor) };
    const more = await ok("coder_workspace_process_output", args);
    assert.match(more.text, /more bytes; call again with cursor=\d+/);
    assert((await bash("yes | head -c 100000")).output.length < 16_384);
  });

  test("durations are checked", async () => {
    const refused = async (timeout: string) =>
      (await fails("coder_workspace_execute", { workspace: "dev", command: "true", timeout })).text;
    assert.match(await refused("soon"), /timeout: must be a duration such as 30s or 5m, not "soon"/);
    assert.match(await refused("6m"), /at most 5m.*run_in_background/);
    const unknown = await fails("coder_workspace_process_output", { workspace: "dev", process_id: "none" });
    assert.deepEqual(
      [unknown.data.code, unknown.data.next_tool],
      ["not_found", "coder_workspace_process_list"],
    );
  });
});

describe("files", () => {
  test("are written and read as text", async () => {
    assert.equal((await write("~/a/b.txt", "one\ntwo\nthree\n")).data.ok, true);
    const whole = await read("~/a/b.txt");
    assert.deepEqual(whole.data, {
      content: "1\tone\n2\ttwo\n3\tthree",
      file_size: 14,
      lines_read: 3,
      total_lines: 3,
    });
    const part = await read("~/a/b.txt", { offset: 2, limit: 1 });
    assert.equal(part.data.content, "2\ttwo");
    assert.match(part.text, /call again with offset=3/);
    await write("~/empty", "");
    assert.deepEqual((await read("~/empty")).data, {
      content: "",
      file_size: 0,
      lines_read: 0,
      total_lines: 0,
    });
    const past = await fails("coder_workspace_read_file", { workspace: "dev", path: "~/a/b.txt", offset: 9 });
    assert.match(past.text, /offset: 9 is past the end: the file has 3 lines/);
  });

  test("are written and read as base64", async () => {
    const bytes = Buffer.from([0, 255, 1, 254]);
    await write("~/raw.png", bytes.toString("base64"), { encoding: "base64" });
    const raw = await read("~/raw.png", { encoding: "base64" });
    assert.deepEqual(raw.data, { content: bytes.toString("base64"), mimeType: "image/png" });
    const end = await read("~/raw.png", { encoding: "base64", offset: 2 });
    assert.deepEqual(Buffer.from(end.data.content, "base64"), bytes.subarray(2));
    const text = await fails("coder_workspace_read_file", { workspace: "dev", path: "~/raw.png" });
    assert.match(text.text, /is not text .*encoding base64/);
  });

  test("of any size are read in bounded pieces", async () => {
    await tool("coder_workspace_bash", { command: `yes '"quoted"' | head -n 9000 > ~/long` });
    const { text, data } = await read("~/long");
    assert(text.length < 18_000, `${text.length} characters`);
    assert.match(text, new RegExp(`call again with offset=${data.lines_read + 1}\\.`));
  });

  test("are edited by the names of each generation, all or nothing", async () => {
    await write("~/e.txt", "one\ntwo\n");
    const edited = await tool("coder_workspace_edit_file", {
      path: "~/e.txt",
      edits: [
        { old_text: "one", new_text: "1" },
        { search: "two", replace: "2" },
      ],
    });
    assert.equal(edited.data.message, "File edited successfully.");
    assert.match(edited.data.files[0].diff, /-one\n-two\n\+1\n\+2/);
    const both = { path: "~/e.txt", edits: [{ old_text: "1", search: "1", new_text: "" }] };
    assert.match(
      (await fails("coder_workspace_edit_file", { workspace: "dev", ...both })).text,
      /edits.0.old_text: is given twice/,
    );
    const half = { files: [{ path: "~/e.txt", edits: [{ old_text: "1" }] }] };
    assert.match(
      (await fails("coder_workspace_edit_files", { workspace: "dev", ...half })).text,
      /files.0.edits.0.new_text: is required/,
    );
    const files = [
      { path: "~/e.txt", edits: [{ old_text: "1", new_text: "uno" }] },
      { path: "~/a/b.txt", edits: [{ old_text: "not there", new_text: "" }] },
    ];
    await fails("coder_workspace_edit_files", { workspace: "dev", files });
    assert.equal((await read("~/e.txt")).data.content, "1\t1\n2\t2");
    const { data } = await tool("coder_workspace_edit_files", { files: files.slice(0, 1) });
    assert.deepEqual([data.ok, data.files.length], [true, 1]);
  });

  test("are listed by absolute paths", async () => {
    await tool("coder_workspace_bash", { command: "mkdir -p ~/dir/sub && touch ~/dir/file" });
    const { data } = await tool("coder_workspace_ls", { path: "~/dir" });
    const sorted = data.contents.toSorted((a: { path: string }, b: { path: string }) =>
      a.path < b.path ? -1 : 1,
    );
    assert.deepEqual(
      sorted.map(({ path, is_dir }: { path: string; is_dir: boolean }) => [
        path.replace(/^\/.*\/dir/, "dir"),
        is_dir,
      ]),
      [
        ["dir/file", false],
        ["dir/sub", true],
      ],
    );
    assert(data.contents.every(({ path }: { path: string }) => path.startsWith("/")));
  });
});
