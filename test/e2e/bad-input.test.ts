import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { addTemplate } from "../support/add-template.ts";
import { startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { connectMcp, type ToolAnswer } from "../support/mcp-client.ts";
import { runCoder } from "../support/run-coder.ts";
import { startServer } from "../support/server-process.ts";

const deployment = await startTestDeployment({ after });
const mcp = await connectMcp({ after }, deployment);
const { ok } = mcp;
const run = promisify(execFile);

before(async () => {
  await ok("create_workspace", { name: "dev", template: "local" });
});

/** Calls a tool that must fail with a code, in words that match, and that lead to what to do. */
async function refuses(name: string, args: object, code: string, words: RegExp): Promise<ToolAnswer> {
  const answer = await mcp.fails(name, args);
  assert.equal(answer.data.code, code, answer.text);
  assert.match(answer.text, words);
  assert.match(answer.text, /Next: |Correct|Check|Ask|Look|Repeat|retry/i);
  assert(!/internal|\bat \w+ \(|\.ts:\d/.test(answer.text), answer.text);
  return answer;
}

const inDev = (args: object) => ({ workspace: "dev", ...args });

describe("what does not exist", () => {
  test("an unknown workspace", async () => {
    const { data } = await refuses(
      "get_workspace_status",
      { workspace: "dve" },
      "not_found",
      /no workspace dve/,
    );
    assert.equal(data.next_tool, "list_workspaces");
    await refuses(
      "execute_command",
      { workspace: "nobody/dev", command: "true" },
      "not_found",
      /nobody\/dev/,
    );
    await refuses(
      "read_file",
      { workspace: "dev.side", path: "~/x" },
      "invalid",
      /no agent "side".*available agents: main/,
    );
  });

  test("an unknown template", async () => {
    const { data } = await refuses(
      "create_workspace",
      { name: "x", template: "locl" },
      "not_found",
      /no template "locl"\. Did you mean "local"/,
    );
    assert.equal(data.next_tool, "list_templates");
    await refuses(
      "get_template_info",
      { template: "default/none" },
      "not_found",
      /no template "default\/none"/,
    );
    assert.equal((await ok("list_workspaces", { q: "name:x" })).data.total, 0);
  });

  test("an unknown tool", async () => {
    await assert.rejects(mcp.call("exec_command", {}), /exec_command.*Did you mean "execute_command"/s);
  });

  test("an unknown parameter of a template", async () => {
    await refuses(
      "create_workspace",
      { name: "x", template: "local", parameters: { git_ulr: "" } },
      "invalid",
      /git_ulr/,
    );
    assert.equal((await ok("list_workspaces", { q: "name:x" })).data.total, 0);
  });
});

describe("arguments", () => {
  test("wrong types", async () => {
    await refuses(
      "execute_command",
      inDev({ command: 7 }),
      "invalid",
      /command: must be a string, not the number 7/,
    );
    await refuses(
      "execute_command",
      inDev({ command: "x", env: { A: 1 } }),
      "invalid",
      /env\.A: must be a string/,
    );
    await refuses(
      "list_workspaces",
      { limit: "10" },
      "invalid",
      /limit: must be a number, not the string "10"/,
    );
    await refuses("read_file", inDev({ path: null }), "invalid", /path: must be a string, not null/);
    await refuses("write_file", inDev({ path: "~/x" }), "invalid", /content: is required, a string/);
  });

  test("extra arguments", async () => {
    await refuses(
      "execute_command",
      inDev({ command: "touch ~/extra", cwd: "/tmp" }),
      "invalid",
      /cwd: is not an argument; accepted are workspace, command, workdir/,
    );
    assert.equal((await ok("execute_command", inDev({ command: "ls ~/extra" }))).data.exit_code, 2);
  });

  test("a wrong workspace name, search key, mode and encoding", async () => {
    await refuses("create_workspace", { name: "-no-", template: "local" }, "invalid", /name/);
    await refuses("list_workspaces", { q: "colour:red" }, "invalid", /colour/);
    await refuses("write_file", inDev({ path: "~/m", content: "", mode: "rwx" }), "invalid", /mode.*octal/);
    await refuses(
      "write_file",
      inDev({ path: "~/m", content: "*", encoding: "base64" }),
      "invalid",
      /content: is not base64/,
    );
    assert.equal((await ok("execute_command", inDev({ command: "ls ~/m" }))).data.exit_code, 2);
  });
});

describe("paths", () => {
  test("a relative path", async () => {
    await refuses(
      "read_file",
      inDev({ path: "notes.txt" }),
      "invalid",
      /path: must be absolute or begin with ~\//,
    );
    await refuses("write_file", inDev({ path: "./a", content: "x" }), "invalid", /path: must be absolute/);
    await refuses("list_directory", inDev({ path: "src" }), "invalid", /path: must be absolute/);
    await refuses(
      "execute_command",
      inDev({ command: "true", workdir: "src" }),
      "invalid",
      /workdir: must be absolute/,
    );
  });

  test(
    "an escaping path ends inside the sandbox",
    { skip: !deployment.sandbox.startsWith("bubblewrap") },
    async () => {
      await writeFile(join(deployment.configDir, "secret"), "secret");
      const up = `~/${"../".repeat(20)}`;
      await refuses(
        "read_file",
        inDev({ path: `${up}${deployment.configDir.slice(1)}/secret` }),
        "not_found",
        /secret/,
      );
      await ok("execute_command", inDev({ command: `ln -s ${deployment.configDir}/secret ~/link` }));
      await refuses("read_file", inDev({ path: "~/link" }), "not_found", /link/);
      const passwd = await ok("read_file", inDev({ path: `${up}etc/passwd` }));
      assert.match(passwd.data.content, /^coder:/m);
      await refuses(
        "write_file",
        inDev({ path: "/etc/passwd", content: "x" }),
        "forbidden",
        /\/etc\/passwd|denied|read-only/i,
      );
    },
  );

  test("a directory read as a file, and the other way round", async () => {
    await refuses(
      "read_file",
      inDev({ path: "/etc" }),
      "invalid",
      /\/etc is a directory, use list_directory/,
    );
    await refuses(
      "list_directory",
      inDev({ path: "/etc/passwd" }),
      "invalid",
      /is not a directory, use read_file/,
    );
    await refuses("write_file", inDev({ path: "/tmp", content: "x" }), "invalid", /\/tmp is a directory/);
    await refuses(
      "execute_command",
      inDev({ command: "true", workdir: "/etc/passwd" }),
      "invalid",
      /workdir.*is not a directory/,
    );
  });

  test("a missing file, and one that may not be read", async () => {
    await refuses("read_file", inDev({ path: "~/none" }), "not_found", /none/);
    await ok("execute_command", inDev({ command: "echo x > ~/locked && chmod 0 ~/locked" }));
    const { data: who } = await ok("execute_command", inDev({ command: "id -u" }));
    // Without a sandbox, workspaces of a deployment that runs as root are root's.
    if (who.output !== "0\n") await refuses("read_file", inDev({ path: "~/locked" }), "forbidden", /locked/);
    await refuses("read_file", inDev({ path: "/dev/zero" }), "unsupported", /not a regular file/);
  });
});

describe("contents", () => {
  test("a file over the limit leaves the old one", async () => {
    await ok("write_file", inDev({ path: "~/big", content: "old" }));
    const id = (await ok("get_workspace_status", inDev({}))).data.agents[0].id;
    const response = await fetch(
      `${deployment.url}/api/v2/workspaceagents/${id}/files/content?path=${encodeURIComponent("~/big")}`,
      {
        method: "PUT",
        headers: { "Coder-Session-Token": deployment.token },
        body: new Uint8Array(64 * 1024 * 1024 + 1),
      },
    );
    assert.equal(response.status, 413);
    assert.match(await response.text(), /over 67108864 bytes: nothing was written/);
    assert.equal((await ok("read_file", inDev({ path: "~/big" }))).data.content, "old");
  });

  test("invalid UTF-8 is no text, and a command's output shows where it was", async () => {
    await ok("execute_command", inDev({ command: String.raw`printf 'a\377b\n' > ~/latin1` }));
    const { data } = await ok("read_file", inDev({ path: "~/latin1" }));
    assert.equal(data.binary, true);
    assert.equal((await ok("execute_command", inDev({ command: "cat ~/latin1" }))).data.output, "a\uFFFDb\n");
  });

  test("disk full while writing leaves the old file, and no draft", async (t) => {
    const name = "full";
    const { workspace } = (await ok("create_workspace", { name, template: "local" })).data;
    const home = join(deployment.configDir, "workspaces", workspace.id, "home");
    await ok("stop_workspace", { workspace: name });
    try {
      await run("mount", ["-t", "tmpfs", "-o", "size=2m,mode=0777", "tmpfs", home]);
    } catch {
      t.skip("a small file system cannot be mounted here (it takes root)");
      return;
    }
    try {
      await ok("start_workspace", { workspace: name });
      await ok("write_file", { workspace: name, path: "~/file", content: "old" });
      const content = "x".repeat(4 * 1024 * 1024);
      await refuses("write_file", { workspace: name, path: "~/file", content }, "storage_full", /no space/);
      await refuses(
        "write_file",
        { workspace: name, path: "~/file", content, append: true },
        "storage_full",
        /no space/,
      );
      const left = await ok("execute_command", { workspace: name, command: "cat ~/file; echo; ls -A ~" });
      assert.equal(left.data.output, "old\n.local\nfile\n");
      await ok("write_file", { workspace: name, path: "~/file", content: "new" });
    } finally {
      await ok("stop_workspace", { workspace: name });
      await run("umount", [home]);
      await ok("delete_workspace", { workspace: name });
    }
  });
});

describe("a workspace that cannot run commands", () => {
  test("a stopped one", async () => {
    await ok("create_workspace", { name: "off", template: "local" });
    await ok("stop_workspace", { workspace: "off" });
    const words = /admin\/off is stopped, not running; start it first.*Next: start_workspace/s;
    await refuses("execute_command", { workspace: "off", command: "true" }, "precondition", words);
    await refuses("read_file", { workspace: "off", path: "~/x" }, "precondition", words);
  });

  test("a failed one", async () => {
    await addTemplate(deployment, "broken", "provisioner: echo\necho: { start: { fail: out of memory } }");
    await mcp.fails("create_workspace", { name: "failed", template: "broken" });
    await refuses(
      "execute_command",
      { workspace: "failed", command: "true" },
      "precondition",
      /admin\/failed is failed, not running/,
    );
  });

  test("a deleted one", async () => {
    await ok("delete_workspace", { workspace: "off" });
    await refuses("execute_command", { workspace: "off", command: "true" }, "not_found", /no workspace off/);
  });
});

test("timeouts of 0 or too long", async () => {
  const call = (args: object) => inDev({ command: "touch ~/ran", ...args });
  await refuses(
    "execute_command",
    call({ timeout_seconds: 0 }),
    "invalid",
    /timeout_seconds: must be at least 1/,
  );
  await refuses(
    "execute_command",
    call({ timeout_seconds: 86_401 }),
    "invalid",
    /timeout_seconds: must be at most 86400/,
  );
  await refuses("execute_command", call({ wait_seconds: 51 }), "invalid", /wait_seconds: must be at most 50/);
  await refuses("execute_command", call({ wait_seconds: -1 }), "invalid", /wait_seconds: must be at least 0/);
  await refuses(
    "execute_command",
    call({ timeout_seconds: 1.5 }),
    "invalid",
    /timeout_seconds: must be an? int/,
  );
  assert.equal((await ok("execute_command", inDev({ command: "ls ~/ran" }))).data.exit_code, 2);
  const env = { CODER_CONFIG_DIR: deployment.configDir };
  for (const timeout of ["0", "2h", "soon"]) {
    const { code, stderr, stdout } = await runCoder(["exp", "mcp", "server", "--timeout", timeout], env);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /--timeout: must be a duration from 1s to 1h, such as 60s or 2m/);
  }
});

describe("a server that cannot start", () => {
  test("on a taken port", async (t) => {
    const configDir = await temporaryDirectory(t);
    const port = Number(new URL(deployment.url).port);
    await assert.rejects(
      startServer({ configDir, postgresUrl: deployment.postgresUrl, port }),
      (error: Error) => {
        assert.match(error.message, /ended with 1/);
        assert.match(
          error.message,
          new RegExp(`cannot listen on 127.0.0.1:${port}: another program listens there`),
        );
        assert.match(error.message, /--http-address or CODER_HTTP_ADDRESS/);
        return true;
      },
    );
  });

  test("on a data directory that another server has locked", async (t) => {
    const configDir = await temporaryDirectory(t);
    const first = await startServer({ configDir });
    t.after(() => first.end("SIGTERM"));
    await assert.rejects(startServer({ configDir }), (error: Error) => {
      assert.match(error.message, /ended with 1/);
      assert.match(
        error.message,
        new RegExp(`data directory .* is used by another deployment, process ${first.pid}`),
      );
      assert.match(error.message, /Stop that process, or give this deployment another data directory/);
      return true;
    });
    assert.equal((await fetch(`${first.url}/healthz`)).status, 200);
  });
});

test("a corrupt config file", async (t) => {
  const dir = await temporaryDirectory(t);
  const env = { CODER_CONFIG_DIR: dir };
  await writeFile(join(dir, "url"), "\u0000\u0001 no url");
  await writeFile(join(dir, "session"), "x");
  for (const args of [["whoami"], ["exp", "mcp", "server"]]) {
    const { code, stderr, stdout } = await runCoder(args, env);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, /url holds no URL; run `coder login <url>` again, or remove the file/);
  }
  const other = join(dir, "other");
  await mkdir(join(other, "session"), { recursive: true });
  await writeFile(join(other, "url"), deployment.url);
  const unreadable = await runCoder(["whoami"], { CODER_CONFIG_DIR: other });
  assert.equal(unreadable.code, 2);
  assert.match(unreadable.stderr, /cannot read .*session/);
});
