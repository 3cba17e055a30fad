import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { callApi, expectApi, type Place } from "../support/api-calls.ts";
import { deleteAllWorkspaces } from "../support/delete-all-workspaces.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";

const deployment = await startTestDeployment({ after });
const { ok } = await connectMcp({ after }, deployment);
const isSandboxed = deployment.sandbox.startsWith("bubblewrap");

const run = async (workspace: string, command: string): Promise<string> =>
  (await ok("execute_command", { workspace, command })).data.output;

before(async () => {
  for (const name of ["one", "two"]) await ok("create_workspace", { name, template: "local" });
});

describe("two workspaces", { skip: !isSandboxed && `no sandbox: ${deployment.sandbox}` }, () => {
  test("do not see each other's files", async () => {
    await run("one", "echo secret > ~/mine; echo secret > /tmp/shared; chmod 777 ~ ~/mine /tmp/shared");
    const { id } = (await ok("get_workspace_status", { workspace: "one" })).data;
    const home = join(deployment.configDir, "workspaces", id, "home");
    assert.equal(await readFile(join(home, "mine"), "utf8"), "secret\n");
    assert.match(
      await run("two", `cat ${home}/mine ~/mine /tmp/shared; find / -name mine 2>/dev/null; true`),
      /^(cat: .*: No such file or directory\n){3}$/,
    );
  });

  test("do not see or signal each other's processes, nor the server's", async () => {
    await ok("execute_command", { workspace: "one", command: "exec sleep 5151", background: true });
    assert.equal(await run("two", "pgrep -f 'sleep 515[1]'; true"), "");
    assert.equal(
      await run("two", `[ -e /proc/${process.pid} ] && tr '\\0' ' ' < /proc/${process.pid}/cmdline; true`),
      "",
    );
    const count = Number(await run("two", "ls -d /proc/[0-9]* | wc -l"));
    assert(count < 15, `${count} processes are seen`);
    const own = (await ok("list_processes", { workspace: "two" })).text;
    assert.doesNotMatch(own, /sleep 5151/);
  });

  test("do not share shared memory, semaphores or names", async () => {
    await run("one", "echo x > /dev/shm/seen");
    assert.match(await run("two", "ls /dev/shm; hostname"), /^workspace\n$/);
  });

  test("run as different users without rights", async () => {
    const ids = await Promise.all(
      ["one", "two"].map((name) => run(name, "id -u; id -G; grep Cap /proc/self/status")),
    );
    for (const text of ids) {
      assert.notEqual(text.split("\n")[0], "0");
      assert.match(text, /CapEff:\t0+\n/);
    }
    if (process.geteuid?.() === 0) assert.notEqual(ids[0]?.split("\n")[0], ids[1]?.split("\n")[0]);
    assert.match(
      await run("one", "su -c id 2>&1; sudo -n id 2>&1; mount -t tmpfs x /mnt 2>&1; true"),
      /^(?!.*uid=0)/s,
    );
  });

  test("do not see the server's configuration or the machine's", async () => {
    await writeFile(join(deployment.configDir, "session"), "token");
    const looks = [
      `ls ${deployment.configDir}`,
      "cat /etc/shadow",
      "ls /root",
      "ls /work",
      "cat /proc/1/environ",
    ];
    for (const look of looks)
      assert.match(
        await run("one", `${look} 2>&1`),
        /No such file|Permission denied|cannot (open|access)/,
        look,
      );
  });
});

describe("a command's environment", () => {
  test("holds no secret of the agent or the server", async () => {
    assert.doesNotMatch(await run("one", "env"), /AGENT_TOKEN|SESSION_TOKEN|PG_CONNECTION|postgres:/);
    const readable = "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'";
    const found = await run("one", readable);
    assert.match(found, /^CODER_WORKSPACE_ID=/m);
    assert.doesNotMatch(found, /AGENT_TOKEN|SESSION_TOKEN|PG_CONNECTION|postgres:/);
    assert.doesNotMatch(found, new RegExp(deployment.token));
    assert(!found.includes(deployment.configDir), "the machine's paths are seen");
  });

  test("only the workspace's own user reads the agent's token, and cannot change it", async () => {
    assert.match(await run("one", "ls -ln /run/coder"), /^total \d+\n-rw------- 1 (\d+) \1 .* main\.json\n$/);
    assert.match(await run("one", "rm -f /run/coder/main.json 2>&1; true"), /Read-only file system/);
  });

  test("the agent's token is in no execution's answer or record", async () => {
    const { data } = await ok("execute_command", { workspace: "one", command: "env" });
    assert.doesNotMatch(JSON.stringify(data), /TOKEN/);
    const search = "grep -rlsE '(^|[^^])CODER_AGENT_TOKE[N]=' ~ /var/log/coder /tmp; true";
    assert.equal(await run("one", search), "");
  });
});

const lines = (id: string, agent: string) => [
  `GET /workspaces/${id}`,
  `GET /workspaces/${id}/builds`,
  `GET /workspaces/${id}/watch`,
  `GET /workspaceagents/${agent}`,
  `GET /workspaceagents/${agent}/executions`,
  `GET /workspaceagents/${agent}/files/text?path=~/mine`,
];

describe("users", () => {
  let member: Place;
  let admin: Place;
  let foreign: { readonly id: string; readonly name: string };
  let agentId: string;

  before(async () => {
    const password = "Correct-Horse-9!";
    const { organization_ids: organizations } = await expectApi(deployment, "GET /users/me");
    const person = async (username: string, roles: string[]): Promise<Place> => {
      const email = `${username}@example.com`;
      const fields = { username, email, password, organization_ids: organizations, login_type: "password" };
      const user = await expectApi(deployment, "POST /users", { ...fields, user_status: "active" });
      await expectApi(deployment, `PUT /users/${user.id}/status/activate`, {});
      if (roles.length > 0) await expectApi(deployment, `PUT /users/${user.id}/roles`, { roles });
      const { session_token: token } = await expectApi({ ...deployment, token: "" }, "POST /users/login", {
        email,
        password,
      });
      return { url: deployment.url, token };
    };
    member = await person("mia", []);
    admin = await person("tim", ["template-admin"]);
    const status = (await ok("get_workspace_status", { workspace: "one" })).data;
    foreign = { id: status.id, name: "one" };
    agentId = status.agents[0].id;
  });

  test("a member gets 404 for another's workspace, with the same words as for none", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000";
    const missing = lines(nobody, nobody);
    for (const [index, line] of lines(foreign.id, agentId).entries()) {
      const [seen, none] = await Promise.all([callApi(member, line), callApi(member, missing[index] ?? "")]);
      assert.equal(seen.status, 404, line);
      assert.equal(none.status, 404, line);
      assert.equal(seen.text, none.text, line);
    }
    const byName = await callApi(member, "GET /users/admin/workspace/one");
    const noName = await callApi(member, "GET /users/admin/workspace/none");
    assert.deepEqual([byName.status, byName.text], [404, noName.text]);
    assert.equal((await expectApi(member, "GET /workspaces")).count, 0);
  });

  test("a member cannot run, write, stop or delete there", async () => {
    for (const [line, body] of [
      [`POST /workspaceagents/${agentId}/executions`, { command: "touch ~/intruded" }],
      [`PUT /workspaceagents/${agentId}/files/content?path=~/intruded`, "x"],
      [`POST /workspaces/${foreign.id}/builds`, { transition: "stop" }],
      [`POST /workspaces/${foreign.id}/builds`, { transition: "delete" }],
      [`PATCH /workspaces/${foreign.id}`, { name: "taken" }],
    ] as const)
      assert.equal((await callApi(member, line, body)).status, 404, line);
    assert.equal(await run("one", "ls ~/intruded 2>/dev/null; true"), "");
    const theirs = await connectMcp({ after }, member);
    assert.match(
      (await theirs.fails("execute_command", { workspace: "admin/one", command: "id" })).text,
      /^not_found: no workspace admin\/one/,
    );
  });

  test("a template administrator sees it, and cannot run commands in it", async () => {
    assert.equal((await callApi(admin, `GET /workspaces/${foreign.id}`)).status, 200);
    const answer = await callApi(admin, `POST /workspaceagents/${agentId}/executions`, {
      command: "touch ~/intruded",
    });
    assert([403, 404].includes(answer.status), answer.text);
    assert.equal(await run("one", "ls ~/intruded 2>/dev/null; true"), "");
    const theirs = await connectMcp({ after }, admin);
    const told = await theirs.fails("execute_command", { workspace: "admin/one", command: "id" });
    assert(["forbidden", "not_found"].includes(told.data.code), told.text);
  });

  test("a member works in a workspace of their own", async () => {
    const theirs = await connectMcp({ after }, member);
    await theirs.ok("create_workspace", { name: "one", template: "local" });
    assert.equal(
      (await theirs.ok("execute_command", { workspace: "one", command: "cat ~/mine" })).data.exit_code,
      1,
    );
    assert.equal((await ok("list_workspaces", { owner: "mia" })).data.total, 1);
    await deleteAllWorkspaces(member);
  });

  test("no session, no answer", async () => {
    for (const token of ["", "0123456789-0123456789012345678901"])
      assert.equal(
        (await callApi({ url: deployment.url, token }, `GET /workspaces/${foreign.id}`)).status,
        401,
      );
  });
});
