import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { addTemplate, addVersion } from "../support/add-template.ts";
import { expectApi } from "../support/api-calls.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { until } from "../support/until.ts";

const deployment = await startTestDeployment({ after });
const { call, ok, fails } = await connectMcp({ after }, deployment);

const KIT = `
provisioner: local
description: A workspace with choices
parameters:
  - name: region
    description: Where it runs
    default: eu
    options:
      - { name: Europe, value: eu }
      - { name: America, value: us }
  - name: size
    type: number
    default: 2
    validation: { min: 1, max: 8 }
  - name: team
    default: ""
    validation: { regex: "^[a-z]*$", error: must be small letters }
presets:
  - name: big
    description: For heavy work
    parameters: { region: us, size: 8 }
agents:
  - name: main
    startup_script: echo started in $CODER_PARAMETER_REGION with $CODER_PARAMETER_SIZE > ~/started
`;

before(async () => {
  await addTemplate(deployment, "kit", KIT, { files: { "README.md": "# Kit\n\nPick a size." } });
  await ok("create_workspace", { name: "dev", template: "local" });
});

const run = (command: string, options: object = {}) =>
  ok("execute_command", { workspace: "dev", command, ...options });

const write = (path: string, content: string, options: object = {}) =>
  ok("write_file", { workspace: "dev", path, content, ...options });
const read = async (path: string, options: object = {}) =>
  await ok("read_file", { workspace: "dev", path, ...options });
const list = async (args: object) =>
  await ok("list_directory", { workspace: "dev", path: "~/proj", ...args });
const paths = (entries: readonly { path: string }[]) => entries.map(({ path }) => path).toSorted();

describe("edit_files, find_files", () => {
  test("texts are found and replaced in a sandboxed workspace", async () => {
    await write("~/edited/a.txt", "one\ntwo\n");
    await write("~/edited/b.txt", "two\n");
    const found = await ok("find_files", { workspace: "dev", path: "~/edited", content: "^two$" });
    assert.match(found.text, /2 matching lines in 2 files\na\.txt\n {2}2: two\nb\.txt\n {2}1: two$/);
    const [first, second] = found.data.files;
    const edits = [{ search: "two", replace: "2" }];
    const files = [
      { path: "~/edited/a.txt", edits, if_match: first.etag },
      { path: "~/edited/b.txt", edits, if_match: second.etag },
    ];
    const edited = await ok("edit_files", { workspace: "dev", files });
    assert.match(edited.text, /a\.txt: 1 replacement\n@@ -1,2 \+1,2 @@\n one\n-two\n\+2\n/);
    const { data, text } = await fails("edit_files", { workspace: "dev", files });
    assert.deepEqual([data.code, data.next_tool], ["precondition", "read_file"], text);
  });
});

describe("list_templates, get_template_info, list_template_versions", () => {
  test("templates are listed, searched and paged", async () => {
    const all = await ok("list_templates");
    assert.deepEqual(all.data.templates.map(({ name }: { name: string }) => name).toSorted(), [
      "kit",
      "local",
    ]);
    const first = await ok("list_templates", { limit: 1 });
    assert.equal(first.data.templates.length, 1);
    assert.equal(first.data.next_offset, 1);
    assert.match(first.text, /1 of 2 templates; next offset 1/);
    const rest = await ok("list_templates", { limit: 1, offset: 1 });
    assert.equal(rest.data.next_offset, null);
    assert.notEqual(rest.data.templates[0].name, first.data.templates[0].name);
    const found = await ok("list_templates", { q: "kit" });
    assert.deepEqual(
      found.data.templates.map(({ name }: { name: string }) => name),
      ["kit"],
    );
  });

  test("a template tells its parameters, presets, README and active version", async () => {
    const { data, text } = await ok("get_template_info", { template: "kit" });
    const [region, size, team] = data.parameters;
    assert.deepEqual(
      region.options.map(({ value }: { value: string }) => value),
      ["eu", "us"],
    );
    assert.equal(size.type, "number");
    assert.deepEqual([size.validation.min, size.validation.max], [1, 8]);
    assert.equal(team.validation.regex, "^[a-z]*$");
    assert.deepEqual(data.presets[0].parameters, { region: "us", size: "8" });
    assert.match(data.readme, /Pick a size/);
    assert.equal(data.active_version.id, data.active_version_id);
    assert.match(text, /size: number, default "2", min 1, max 8/);
    assert.equal((await ok("get_template_info", { template: data.id })).data.name, "kit");
  });

  test("versions are listed newest first with status, author and message, and paged", async () => {
    const kit = (await ok("get_template_info", { template: "kit" })).data;
    for (const message of ["second", "third"])
      await addVersion(deployment, KIT, { template_id: kit.id, message });
    await addVersion(deployment, "provisioner: local\nparameters: 7", {
      template_id: kit.id,
      message: "broken",
    });
    const { data, text } = await ok("list_template_versions", { template: "kit" });
    assert.deepEqual(
      data.versions.map(({ message, status }: Record<string, string>) => [message, status]),
      [
        ["broken", "failed"],
        ["third", "succeeded"],
        ["second", "succeeded"],
        ["", "succeeded"],
      ],
    );
    assert.match(data.versions[0].error, /parameters/);
    assert.deepEqual(
      data.versions.map(({ active }: { active: boolean }) => active),
      [false, false, false, true],
    );
    assert.equal(data.versions[0].author, "admin");
    assert.match(text, /4 of 4 versions/);
    const page = await ok("list_template_versions", { template: "kit", limit: 2, offset: 1 });
    assert.equal(page.data.next_offset, 3);
    assert.deepEqual(
      page.data.versions.map(({ message }: { message: string }) => message),
      ["third", "second"],
    );
  });
});

describe("create_workspace", () => {
  test("parameters reach the workspace, and its startup script is over when it is ready", async () => {
    const seen: string[] = [];
    const created = await ok(
      "create_workspace",
      { name: "sized", template: "kit", parameters: { size: "4", team: "core" } },
      { onProgress: (message) => seen.push(message) },
    );
    assert.equal(created.data.complete, true);
    assert.equal(created.data.created, true);
    assert(seen.length > 0, "no progress was told");
    const started = await ok("read_file", { workspace: "sized", path: "~/started" });
    assert.equal(started.data.content, "started in eu with 4");
    await ok("delete_workspace", { workspace: "sized" });
  });

  test("a preset fills the parameters that are not given", async () => {
    await ok("create_workspace", { name: "big", template: "kit", preset: "BIG", parameters: { team: "x" } });
    const started = await ok("read_file", { workspace: "big", path: "~/started" });
    assert.equal(started.data.content, "started in us with 8");
    await ok("delete_workspace", { workspace: "big" });
    const wrong = await fails("create_workspace", { name: "big", template: "kit", preset: "bgi" });
    assert.match(wrong.text, /preset: template kit has no preset "bgi"; it has big\. Did you mean "big"/);
  });

  test("an idempotency key gets the same workspace again, and refuses another request", async () => {
    const request = { name: "once", template: "local", idempotency_key: "create-1" };
    const first = await ok("create_workspace", request);
    const second = await ok("create_workspace", request);
    assert.equal(second.data.replayed, true);
    assert.equal(second.data.created, false);
    assert.equal(second.data.workspace.id, first.data.workspace.id);
    const other = await fails("create_workspace", { ...request, name: "twice" });
    assert.equal(other.data.code, "conflict");
    assert.match(other.text, /idempotency/i);
    assert.equal((await fails("get_workspace_status", { workspace: "twice" })).data.code, "not_found");
    await ok("delete_workspace", { workspace: "once" });
  });

  test("a taken name is a conflict that names the field", async () => {
    const taken = await fails("create_workspace", { name: "dev", template: "local" });
    assert.equal(taken.data.code, "conflict");
    assert.match(taken.text, /name: is taken|"dev" already exists/);
  });

  test("without a wait it answers while the workspace starts", async () => {
    const { data } = await ok("create_workspace", { name: "later", template: "local", wait_seconds: 0 });
    assert.equal(data.complete, false);
    assert.equal(
      (await ok("execute_command", { workspace: "later", command: "echo up" })).data.output,
      "up\n",
    );
    await ok("delete_workspace", { workspace: "later" });
  });
});

describe("list_workspaces", () => {
  test("lists, pages, and filters by owner, name, status and outdated", async () => {
    for (const name of ["list-a", "list-b"]) await ok("create_workspace", { name, template: "kit" });
    await ok("stop_workspace", { workspace: "list-b" });
    const names = async (args: object) =>
      (await ok("list_workspaces", args)).data.workspaces
        .map(({ name }: { name: string }) => name)
        .toSorted();
    assert.deepEqual(await names({}), ["dev", "list-a", "list-b"]);
    assert.deepEqual(await names({ q: "template:kit" }), ["list-a", "list-b"]);
    assert.deepEqual(await names({ q: "status:stopped" }), ["list-b"]);
    assert.deepEqual(await names({ q: "name:list status:running" }), ["list-a"]);
    assert.deepEqual(await names({ owner: "nobody" }), []);
    assert.deepEqual(await names({ owner: "*", q: "dev" }), ["dev"]);
    const page = await ok("list_workspaces", { limit: 2 });
    assert.equal(page.data.total, 3);
    assert.equal(page.data.next_offset, 2);
    assert.equal((await ok("list_workspaces", { limit: 2, offset: 2 })).data.next_offset, null);
    const kit = (await ok("get_template_info", { template: "kit" })).data;
    const newest = (await ok("list_template_versions", { template: "kit" })).data.versions[1];
    await expectApi(deployment, `PATCH /templates/${kit.id}/versions`, { id: newest.id });
    assert.deepEqual(await names({ q: "outdated:true" }), ["list-a", "list-b"]);
    const { data } = await ok("list_workspaces", { q: "name:list-a" });
    assert.equal(data.workspaces[0].outdated, true);
    assert.match(JSON.stringify(data.workspaces[0].agents), /"main".*connected/);
    for (const workspace of ["list-a", "list-b"]) await ok("delete_workspace", { workspace });
  });
});

describe("start_workspace, stop_workspace, delete_workspace", () => {
  test("the home directory outlives a stop, processes do not, and a repetition changes nothing", async () => {
    await ok("create_workspace", { name: "cycle", template: "local" });
    await ok("write_file", { workspace: "cycle", path: "~/kept", content: "kept" });
    const { data } = await ok("execute_command", {
      workspace: "cycle",
      command: "sleep 600",
      background: true,
    });
    const stopped = await ok("stop_workspace", { workspace: "cycle" });
    assert.equal(stopped.data.status, "stopped");
    assert.match((await ok("stop_workspace", { workspace: "cycle" })).text, /already stopped/);
    await ok("start_workspace", { workspace: "cycle" });
    assert.match((await ok("start_workspace", { workspace: "cycle" })).text, /already/);
    assert.equal((await ok("read_file", { workspace: "cycle", path: "~/kept" })).data.content, "kept");
    const ended = await ok("get_command_output", { workspace: "cycle", execution_id: data.execution_id });
    assert.equal(ended.data.running, false);
    const home = `${deployment.configDir}/workspaces/${stopped.data.workspace.id}`;
    assert.equal((await stat(home)).isDirectory(), true);
    assert.equal((await ok("delete_workspace", { workspace: "cycle" })).data.deleted, true);
    await assert.rejects(stat(home), { code: "ENOENT" });
    assert.equal((await fails("read_file", { workspace: "cycle", path: "~/kept" })).data.code, "not_found");
  });
});

describe("get_workspace_status", () => {
  test("tells state, agents, metrics, running commands and the sandbox", async () => {
    const { data: command } = await run("sleep 300", { background: true });
    const { data, text } = await ok("get_workspace_status", { workspace: "dev" });
    const [agent] = data.agent_status;
    assert.equal(data.status, "running");
    assert(agent.metrics.memory.used_bytes > 0 && agent.metrics.disk.total_bytes > 0);
    assert(agent.metrics.uptime_seconds > 0 && agent.metrics.cpu.cores > 0);
    assert(agent.running.some(({ id }: { id: string }) => id === command.execution_id));
    assert.match(data.metadata.sandbox, /bubblewrap|none/);
    assert.match(text, /cpu \d+% of [\d.]+ cores, memory .* disk .*/);
    assert.match(text, /sleep 300/);
    await run(`kill $(pgrep -f "sleep 300")`);
  });

  test("tells why the last build failed, with its last log lines", async () => {
    await addTemplate(
      deployment,
      "broken",
      `provisioner: echo
echo:
  start:
    logs: [{ output: pulling the image }, { output: no space left }]
    fail: the machine is full
`,
    );
    const created = await fails("create_workspace", { name: "failing", template: "broken" });
    assert.match(created.text, /build 1 \(start\) of admin\/failing failed: the machine is full/);
    assert.match(created.text, /no space left/);
    const { data, text } = await ok("get_workspace_status", { workspace: "failing" });
    assert.equal(data.status, "failed");
    assert.match(data.build_failure.error, /the machine is full/);
    assert(data.build_failure.last_log_lines.includes("no space left"));
    assert.match(text, /build 1 \(start\) failed: the machine is full/);
    await ok("delete_workspace", { workspace: "failing" });
  });
});

describe("execute_command", () => {
  test("answers exit code and output", async () => {
    const { data, text } = await run("echo out; echo err >&2; exit 3");
    assert.equal(data.exit_code, 3);
    assert.equal(data.output, "out\nerr\n");
    assert.equal(data.state, "exited");
    assert.match(text, /^exit 3 in .*\nout\nerr/);
  });

  test("takes workdir, env and stdin", async () => {
    const { data: made } = await run("mkdir -p ~/work/inner && cd ~/work/inner && pwd");
    const { data } = await run("pwd; echo $GREETING; cat", {
      workdir: "~/work/inner",
      env: { GREETING: "häi $HOME" },
      stdin: "line 1\nline 2\n",
    });
    assert.equal(data.output, `${made.output}häi $HOME\nline 1\nline 2\n`);
  });

  test("keeps stderr apart when asked", async () => {
    const { data, text } = await run("echo out; echo err >&2", { separate_stderr: true });
    assert.equal(data.output, "out\n");
    assert.equal(data.stderr, "err\n");
    assert.match(text, /out\n--- stderr\nerr/);
  });

  test("a timeout kills the whole tree, also what has left the session", async () => {
    const { data } = await run("setsid sleep 4471 & sleep 4472 & (sleep 4473 &) ; sleep 4474", {
      timeout_seconds: 1,
    });
    assert.equal(data.state, "timed_out");
    const left = await run("pgrep -fa 'sleep 447[1-4]' | grep -v pgrep");
    assert.equal(left.data.output, "");
  });

  test("a wait that is over leaves the command running, and its output comes later", async () => {
    await run("mkfifo ~/gate");
    const started = await run("echo first; cat ~/gate; echo last", { wait_seconds: 1 });
    assert.equal(started.data.running, true);
    assert.equal(started.data.output, "first\n");
    assert.match(started.text, /Still running; call get_command_output with execution_id="\w+" cursor=6/);
    await run("echo middle > ~/gate");
    const { execution_id, cursor } = started.data;
    const rest = await ok("get_command_output", { workspace: "dev", execution_id, cursor });
    assert.equal(rest.data.output, "middle\nlast\n");
    assert.equal(rest.data.exit_code, 0);
  });

  test("in the background it answers at once", async () => {
    const { data } = await run("sleep 120", { background: true });
    assert.equal(data.running, true);
    assert.equal(data.exit_code, null);
    await run("pkill -f 'sleep 120'");
    const ended = await ok("get_command_output", { workspace: "dev", execution_id: data.execution_id });
    assert.equal(ended.data.running, false);
  });

  test("an idempotency key runs a command once, and refuses another command", async () => {
    const request = { idempotency_key: "run-1" };
    const first = await run("echo ran >> ~/once; echo $$", request);
    const second = await run("echo ran >> ~/once; echo $$", request);
    assert.equal(second.data.replayed, true);
    assert.equal(second.data.execution_id, first.data.execution_id);
    assert.equal(second.data.output, first.data.output);
    assert.equal((await run("cat ~/once")).data.output, "ran\n");
    const other = await fails("execute_command", { workspace: "dev", command: "echo other", ...request });
    assert.equal(other.data.code, "conflict");
    assert.match(other.text, /idempotency_key/);
  });

  test("starts a stopped workspace first when asked", async () => {
    await ok("create_workspace", { name: "asleep", template: "local" });
    await ok("stop_workspace", { workspace: "asleep" });
    const { data, text } = await ok("execute_command", {
      workspace: "asleep",
      command: "echo awake",
      start: true,
    });
    assert.equal(data.output, "awake\n");
    assert.equal(data.workspace_started, true);
    assert.match(text, /was started/);
    await ok("delete_workspace", { workspace: "asleep" });
  });

  test("a long output is cut in the middle, and the rest is read by cursor to the byte", async () => {
    const { data } = await run("seq 1 200000");
    assert.equal(data.total_bytes, 1_288_895);
    assert(data.output.length < 20_000);
    assert.match(data.output, /^1\n2\n/);
    assert.match(data.output, /\n200000\n$/);
    let whole = "";
    let cursor = 0;
    while (cursor < 40_000) {
      const args = { workspace: "dev", execution_id: data.execution_id, cursor };
      const piece = (await ok("get_command_output", args)).data;
      assert(piece.cursor > cursor);
      whole += piece.output.slice(0, piece.gap === null ? undefined : (piece.gap.at ?? undefined));
      cursor = piece.gap === null ? piece.cursor : piece.gap.start;
    }
    const expected = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join("");
    assert.equal(whole.slice(0, 40_000), expected.slice(0, 40_000));
  });
});

describe("get_command_output", () => {
  test("reads tail, head, matching lines, and stderr", async () => {
    const { data } = await run("seq 1 1000; echo oops >&2", { separate_stderr: true });
    const readOutput = async (args: object) =>
      (await ok("get_command_output", { workspace: "dev", execution_id: data.execution_id, ...args })).data;
    assert.equal((await readOutput({ tail_lines: 2 })).output, "999\n1000\n");
    assert.equal((await readOutput({ head_lines: 3 })).output, "1\n2\n3\n");
    const matching = await readOutput({ grep: "^99" });
    assert.equal(matching.output, "99\n990\n991\n992\n993\n994\n995\n996\n997\n998\n999\n");
    assert.equal(matching.filtered_lines, 989);
    assert.equal((await readOutput({ grep: "^99", tail_lines: 1 })).output, "999\n");
    assert.equal((await readOutput({ stream: "stderr" })).output, "oops\n");
    assert.equal((await readOutput({ cursor: data.total_bytes })).output, "");
    assert.match(
      (
        await fails("get_command_output", {
          workspace: "dev",
          execution_id: data.execution_id,
          tail_lines: 1,
          cursor: 0,
        })
      ).text,
      /tail_lines: goes neither with cursor/,
    );
  });

  test("an unknown id is not found, and says where ids come from", async () => {
    const { data } = await fails("get_command_output", { workspace: "dev", execution_id: "nope" });
    assert.equal(data.code, "not_found");
    assert.equal(data.next_tool, "list_processes");
  });
});

describe("write_process_input", () => {
  test("types into a command, and answers what it prints next", async () => {
    const { data: started } = await run("read a; echo got $a; cat; echo end", {
      keep_stdin: true,
      background: true,
    });
    const { execution_id } = started;
    const typed = await ok("write_process_input", { workspace: "dev", execution_id, text: "one\n" });
    assert.equal(typed.data.output, "got one\n");
    const closed = await ok("write_process_input", { workspace: "dev", execution_id, close_stdin: true });
    assert.match(closed.data.output, /^end\n/);
    const { data } = await ok("get_command_output", { workspace: "dev", execution_id });
    assert.deepEqual([data.state, data.output], ["exited", "got one\nend\n"]);
    const late = await fails("write_process_input", { workspace: "dev", execution_id, text: "x" });
    assert.equal(late.data.code, "conflict");
  });

  test("works in a terminal with keys and another size, and leaves escapes out", async (t) => {
    const command =
      "printf '\\033[1mready\\033[0m\\n'; trap 'stty size' INT; read a; stty size; until [ x$b = xx ]; do read b; done; exit 4";
    const { data: started, isError } = await call("execute_command", {
      workspace: "dev",
      command,
      pty: "90x30",
      wait_seconds: 0,
    });
    if (isError) return t.skip(started.message);
    const { execution_id } = started;
    await ok("get_command_output", { workspace: "dev", execution_id, wait_for: "output" });
    const first = await ok("write_process_input", { workspace: "dev", execution_id, keys: ["enter"] });
    assert.match(first.data.output, /^\s*(?:30 90\s*)?$/);
    await ok("write_process_input", { workspace: "dev", execution_id, resize: "70x20", keys: ["ctrl-c"] });
    await ok("write_process_input", { workspace: "dev", execution_id, text: "x\n" });
    const { data } = await ok("get_command_output", { workspace: "dev", execution_id });
    assert.match(data.output, /^ready\n\n30 90\n\^C20 70\nx\n$/);
    assert.equal(data.exit_code, 4);
    const raw = await ok("get_command_output", { workspace: "dev", execution_id, keep_ansi: true });
    assert(raw.data.output.includes("\u001b[1mready"));
    const wrong = await fails("execute_command", { workspace: "dev", command, pty: "0x30" });
    assert.match(wrong.text, /pty: columns and rows must be from 1 to 1000/);
  });
});

describe("signal_process", () => {
  test("ends a command with all it has started, also what ignores SIGTERM", async () => {
    const { data } = await run("trap '' TERM; setsid sleep 7171 & echo up; sleep 7172; sleep 7172", {
      wait_seconds: 0,
    });
    const { execution_id } = data;
    await ok("get_command_output", { workspace: "dev", execution_id, wait_for: "output" });
    const killed = await ok("signal_process", { workspace: "dev", execution_id });
    assert.equal(killed.data.execution.state, "killed");
    assert.match(killed.text, /killed \(SIGKILL\)/);
    const { text } = await ok("list_processes", { workspace: "dev", running_only: true });
    assert(!text.includes("sleep 717"), text);
  });

  test("signals a process by its number, and says who started a command", async () => {
    const { data } = await run("sleep 7173 & echo $!; wait $!; echo woke $?; read x", {
      keep_stdin: true,
      wait_seconds: 0,
    });
    const { execution_id } = data;
    const first = await ok("get_command_output", { workspace: "dev", execution_id, wait_for: "output" });
    const pid = Number(first.data.output);
    const sent = await ok("signal_process", { workspace: "dev", pid, signal: "SIGHUP" });
    assert.deepEqual([sent.data.signaled, sent.isError], [1, false]);
    const next = await ok("get_command_output", {
      workspace: "dev",
      execution_id,
      cursor: first.data.cursor,
      wait_for: "output",
    });
    assert.match(next.data.output, /woke 129\n$/);
    const { data: all } = await ok("list_processes", { workspace: "dev", running_only: true });
    assert.deepEqual(
      all.executions.map(({ started_by }: { started_by: string }) => started_by),
      ["admin"],
    );
    await ok("signal_process", { workspace: "dev", execution_id, signal: "SIGKILL" });
    const both = await fails("signal_process", { workspace: "dev", execution_id, pid });
    assert.equal(both.data.code, "invalid");
    assert.equal((await fails("signal_process", { workspace: "dev", pid: 1 })).data.code, "forbidden");
  });
});

describe("list_processes", () => {
  test("lists commands and the process tree with CPU and memory", async () => {
    const { data: busy } = await run("sh -c 'while :; do :; done' & wait", { background: true });
    const { data, text } = await until("the loop uses CPU time", async () => {
      const answer = await ok("list_processes", { workspace: "dev" });
      const loop = answer.data.processes.find(
        (one: { execution_id: string; cpu_percent: number }) =>
          one.execution_id === busy.execution_id && one.cpu_percent > 10,
      );
      return loop === undefined ? undefined : answer;
    });
    assert(data.processes.every(({ memory_bytes: bytes }: { memory_bytes: number }) => bytes >= 0));
    const own = data.processes.filter(
      ({ execution_id: id }: { execution_id: string }) => id === busy.execution_id,
    );
    assert(own.length >= 2 && own[1].depth > own[0].depth, "no tree");
    assert.match(text, /PID +CPU% +MEMORY +COMMAND/);
    const running = await ok("list_processes", { workspace: "dev", running_only: true });
    assert.deepEqual(
      running.data.executions.map(({ id }: { id: string }) => id),
      [busy.execution_id],
    );
    const limited = await ok("list_processes", { workspace: "dev", limit: 1 });
    assert.equal(limited.data.executions.length, 1);
    assert(limited.data.total_executions > 1);
    await run("pkill -f 'while :'");
  });
});

describe("write_file and read_file", () => {
  test("creates parents, and reads by lines with totals", async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index + 1} ü`);
    const written = await write("~/deep/er/text.txt", lines.join("\n"));
    assert.equal(written.data.created, true);
    const { data, text } = await read("~/deep/er/text.txt", { offset: 10, limit: 2 });
    assert.equal(data.content, "line 10 ü\nline 11 ü");
    assert.equal(data.total_lines, 500);
    assert.equal(data.next_offset, 12);
    assert.match(text, /lines 10-11 of 500, .*; go on with offset 12; no newline at the end/);
    assert.equal((await read("~/deep/er/text.txt", { offset: -1 })).data.content, "line 500 ü");
    const past = await fails("read_file", { workspace: "dev", path: "~/deep/er/text.txt", offset: 501 });
    assert.match(past.text, /offset: 501 is past the end: the file has 500 lines/);
  });

  test("keeps the mode, takes one, appends, and is a file of another inode when it replaces", async () => {
    await write("~/script", "#!/bin/sh\necho one\n", { mode: "0755" });
    const old = (await run("stat -c '%a %i' ~/script")).data.output.trim().split(" ");
    assert.equal(old[0], "755");
    await write("~/script", "#!/bin/sh\necho two\n");
    const now = (await run("stat -c '%a %i' ~/script; ls -A ~ | grep -c script")).data.output
      .trim()
      .split(/\s+/);
    assert.equal(now[0], "755");
    assert.notEqual(now[1], old[1], "the file was written in place");
    assert.equal(now[2], "1", "a draft was left behind");
    const appended = await write("~/script", "echo three\n", { append: true });
    assert.match(appended.text, /^appended to .*script, .*, mode 0755/);
    assert.equal((await run("~/script")).data.output, "two\nthree\n");
  });

  test("if_match refuses to overwrite what has changed", async () => {
    await write("~/shared", "one", { if_match: "none" });
    const { etag } = (await read("~/shared")).data;
    await write("~/shared", "two", { if_match: etag });
    const stale = await fails("write_file", {
      workspace: "dev",
      path: "~/shared",
      content: "3",
      if_match: etag,
    });
    assert.equal(stale.data.code, "precondition");
    const exists = await fails("write_file", {
      workspace: "dev",
      path: "~/shared",
      content: "3",
      if_match: "none",
    });
    assert.equal(exists.data.code, "precondition");
    assert.equal((await read("~/shared")).data.content, "two");
  });

  test("an idempotency key appends once", async () => {
    const request = { append: true, idempotency_key: "append-1" };
    await write("~/log", "entry\n", request);
    assert.equal((await write("~/log", "entry\n", request)).data.replayed, true);
    assert.equal((await read("~/log")).data.content, "entry");
  });

  test("images come as images, large ones and other binaries as facts", async () => {
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    await write("~/dot.png", png.toString("base64"), { encoding: "base64" });
    const image = await read("~/dot.png");
    assert.deepEqual(
      image.images.map(({ mimeType, data }) => [mimeType, data]),
      [["image/png", png.toString("base64")]],
    );
    await run("cp ~/dot.png ~/large.png && head -c 1100000 /dev/zero >> ~/large.png");
    const large = await read("~/large.png");
    assert.equal(large.images.length, 0);
    assert.match(large.text, /over the 1 MiB that can be shown/);
    const other = await read("/bin/sh");
    assert.equal(other.data.binary, true);
    assert.match(other.text, /not text; inspect it with execute_command/);
  });

  test("a file is on the machine where the workspace keeps it", async () => {
    await write("~/plain", "text\n");
    const id = (await ok("get_workspace_status", { workspace: "dev" })).data.id;
    const home = `${deployment.configDir}/workspaces/${id}/home`;
    assert.equal(await readFile(`${home}/plain`, "utf8"), "text\n");
  });
});

describe("list_directory", () => {
  before(async () => {
    await run(
      "mkdir -p ~/proj/src/deep ~/proj/node_modules/x && cd ~/proj && echo '*.log' > .gitignore && " +
        "printf 12345 > src/a.txt && echo x > src/deep/b.txt && echo y > out.log && echo z > node_modules/x/i.js && ln -s src/a.txt link",
    );
  });

  test("one level, with types, sizes and link targets, without what is ignored", async () => {
    const { data, text } = await list({});
    assert.deepEqual(paths(data.entries), [".gitignore", "link", "src"]);
    assert.equal(data.ignored, 2);
    const link = data.entries.find(({ path }: { path: string }) => path === "link");
    assert.deepEqual([link.type, link.target], ["symlink", "src/a.txt"]);
    assert.match(text, /3 entries, 2 ignored \(include_ignored shows them\)/);
  });

  test("deeper, and everything", async () => {
    const deep = (await list({ depth: 3 })).data.entries;
    assert.deepEqual(paths(deep), [".gitignore", "link", "src", "src/a.txt", "src/deep", "src/deep/b.txt"]);
    assert.equal(deep.find(({ path }: { path: string }) => path === "src/a.txt").size, 5);
    const all = (await list({ depth: 3, include_ignored: true })).data.entries;
    assert(paths(all).includes("node_modules/x/i.js") && paths(all).includes("out.log"));
  });

  test("no more than the limit, and how many are left out", async () => {
    const { data, text } = await list({ limit: 2 });
    assert.equal(data.entries.length, 2);
    assert.equal(data.omitted, 1);
    assert.match(text, /1 more past the limit/);
  });
});

test("two calls at once do not wait for each other", async () => {
  await run("mkfifo ~/turn");
  const slow = call("execute_command", { workspace: "dev", command: "cat ~/turn" });
  await run("echo go > ~/turn");
  assert.equal((await slow).data.output, "go\n");
});
