import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { callApi, expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { newWorkspace } from "../support/new-workspace.ts";
import { newMember } from "../support/people.ts";
import { runCoder } from "../support/run-coder.ts";

const closing = closeInReverse({ after });
const dir = await temporaryDirectory({ after: closing });
const policyFile = join(dir, "policy.yaml");
await writeFile(
  policyFile,
  "rules:\n  - name: few\n    limits: { max_workspaces: 1 }\n    for: { roles: [member] }\n",
);
const deployment = await startTestDeployment({ after: closing }, { policyFile });
const member = await newMember(deployment);
const asMember = { url: deployment.url, token: member.token };
const names = { agent: "" };

before(async () => {
  names.agent = (await newWorkspace(asMember, "dev")).agent;
});

const setRules = async (...rules: object[]) => await expectApi(deployment, "PUT /policy", { rules });
const run = async (place: typeof asMember) =>
  await callApi(place, `POST /workspaceagents/${names.agent}/executions`, { command: "true", wait_ms: 9000 });

it("of a file bounds everybody, sessions too", async () => {
  const templates = await expectApi(asMember, "GET /templates");
  const template_id = templates.find(({ name }: { readonly name: string }) => name === "local").id;
  const answer = await callApi(asMember, "POST /users/me/workspaces", { name: "second", template_id });
  assert.equal(answer.status, 403);
  assert.match(answer.body.detail, /The policy "few" allows at most 1 workspaces.*coder policy set/);
});

it("that an administrator sets holds from the next call on, for those it is about", async () => {
  assert.equal((await run(asMember)).status, 200);
  await setRules({ name: "readers", for: { users: [member.username] }, limits: { read_only: true } });
  const refused = await run(asMember);
  assert.equal(refused.status, 403);
  assert.match(refused.body.detail, /The policy "readers" is read-only/);
  const list = await mcpPost(asMember, { jsonrpc: "2.0", id: 1, method: "tools/list" });
  assert.doesNotMatch(await list.text(), /"execute_command"/);
  assert.equal((await run(deployment)).status, 200);
  const person = { old_password: member.password, password: "Another-Horse-9!" };
  assert.equal((await callApi(asMember, "PUT /users/me/password", person)).status, 204);
});

it("may be about programs only", async () => {
  const { session_token: token } = await expectApi({ ...deployment, token: "" }, "POST /users/login", {
    email: member.email,
    password: "Another-Horse-9!",
  });
  const session = { url: deployment.url, token };
  await setRules({ name: "programs", credentials: ["token", "oauth"], limits: { read_only: true } });
  assert.equal((await run(session)).status, 200);
  await setRules();
  const { key } = await expectApi(session, "POST /users/me/keys/tokens", {});
  await setRules({ name: "programs", credentials: ["token", "oauth"], limits: { read_only: true } });
  assert.equal((await run({ ...session, token: key })).status, 403);
});

it("is set by administrators only, with faults named", async () => {
  const { token } = await newMember(deployment);
  for (const [line, body] of [["PUT /policy", {}], ["GET /policy"], ["POST /policy/explain", {}]] as const)
    assert.equal((await callApi({ url: deployment.url, token }, line, body)).status, 403, line);
  const wrong = await callApi(deployment, "PUT /policy", { rules: [{ name: "x", limit: {} }] });
  assert.equal(wrong.status, 400);
  assert.match(JSON.stringify(wrong.body.validations), /limit/);
});

it("is shown, set and explained by the command line", async () => {
  const env = { CODER_URL: deployment.url, CODER_SESSION_TOKEN: deployment.token, CODER_CONFIG_DIR: dir };
  const file = join(dir, "set.yaml");
  await writeFile(
    file,
    `rules:\n  - name: minimal\n    for: { users: [${member.username}] }\n    limits: { toolsets: [minimal] }\n    approvals: [{ tools: [execute_command], command: "git push*" }]\n`,
  );
  const set = await runCoder(["policy", "set", file], env);
  assert.deepEqual([set.code, set.stdout], [0, "The policy has 1 rules.\n"], set.stderr);
  assert.match((await runCoder(["policy", "show"], env)).stdout, /name: few[^]*name: minimal/);
  const explain = async (tool: string, args: object) =>
    await runCoder(["policy", "explain", member.username, tool, JSON.stringify(args)], env);
  const workspace = "dev";
  const allowed = await explain("execute_command", { workspace, command: "ls" });
  assert.match(allowed.stdout, /^allow: /, allowed.stderr);
  assert.match((await explain("execute_command", { workspace, command: "git push -f" })).stdout, /^ask: /);
  const refused = await explain("stop_workspace", { workspace });
  assert.equal(refused.code, 1);
  assert.match(
    refused.stdout,
    /^refuse: The policy "minimal" has the toolsets minimal, without stop_workspace/,
  );
  assert.match((await explain("fly", {})).stderr, /tool: is not one that limits look at/);
});
