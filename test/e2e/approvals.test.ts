import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { callApi, expectApi, type Place } from "../support/api-calls.ts";
import { openBrowser } from "../support/browser.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { modern } from "../support/mcp-request.ts";
import { newWorkspace } from "../support/new-workspace.ts";
import { logIn } from "../support/oauth-flow.ts";
import { newMember } from "../support/people.ts";
import { runCoder } from "../support/run-coder.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { url } = deployment;
const member = await newMember(deployment);
const session: Place = { url, token: member.token };
const names = { agent: "" };
// Its workspaces are deleted at the end, which the policy would ask about.
closing(async () => void (await expectApi(deployment, "PUT /policy", { rules: [] })));

before(async () => {
  names.agent = (await newWorkspace(session, "prod-1")).agent;
  const approvals = [
    { tools: ["execute_command"], workspaces: "name:prod-*", command: "git push*" },
    { tools: ["write_file", "edit_files"], path: "*/.ssh/*" },
    { tools: ["delete_*"] },
  ];
  await expectApi(deployment, "PUT /policy", { rules: [{ name: "careful", approvals }] });
});

/** A login of the member that has asked for nothing. */
async function person(): Promise<Place> {
  const { email, password } = member;
  const { session_token: token } = await expectApi({ url, token: "" }, "POST /users/login", {
    email,
    password,
  });
  return { url, token };
}

async function newToken(): Promise<Place> {
  const { key } = await expectApi(session, "POST /users/me/keys/tokens", {});
  return { url, token: key };
}

const run = async (place: Place, command: string) =>
  await callApi(place, `POST /workspaceagents/${names.agent}/executions`, { command, wait_ms: 9000 });

/** Makes a call that must wait for a person, and returns the id of what waits. */
async function asked(place: Place, command: string): Promise<string> {
  const { status, body } = await run(place, command);
  assert.equal(status, 428, JSON.stringify(body));
  assert.equal(body.code, "approval_required");
  assert.match(body.detail, /\/approvals within ten minutes, then repeat the same call/);
  const { approvals } = await expectApi(place, "GET /approvals?status=pending");
  const found = approvals.find((one: { summary: { command?: string } }) => one.summary.command === command);
  assert.ok(body.detail.includes(found.id));
  return found.id;
}

it("lets a call pass once when a person has approved it, and no other call", async () => {
  const assistant = await newToken();
  assert.equal((await run(assistant, "true")).status, 200, "a command that no rule names");
  const id = await asked(assistant, "git push --dry-run");
  assert.equal(await asked(assistant, "git push --dry-run"), id, "asking again makes no second request");
  assert.equal((await expectApi(await person(), `POST /approvals/${id}/approve`)).status, "approved");
  await asked(assistant, "git push --force");
  const both = await Promise.all([1, 2].map(() => run(assistant, "git push --dry-run")));
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 428],
  );
});

it("cannot be approved by the assistant, with whatever it can make of what it has", async () => {
  const token = await newToken();
  const id = await asked(token, "git push mine");
  const made = await expectApi(token, "POST /users/me/keys");
  const tokens: readonly Place[] = [token, await newToken(), { url, token: made.key }];
  for (const place of tokens) {
    const answer = await callApi(place, `POST /approvals/${id}/approve`);
    assert.equal(answer.status, 403);
    assert.match(answer.body.detail, /Only a person who logged in may answer/);
  }
  const ofSession = await asked(session, "git push over-stdio");
  const fromSession = await expectApi(session, "POST /users/me/keys");
  for (const place of [session, { url, token: fromSession.key }])
    assert.equal((await callApi(place, `POST /approvals/${ofSession}/approve`)).status, 403);
  const stranger = await newMember(deployment);
  const other = await callApi({ url, token: stranger.token }, `POST /approvals/${id}/approve`);
  assert.equal(other.status, 404);
});

it("is told to a model over MCP, which may repeat the call", async () => {
  const { token } = await newToken();
  const args = { workspace: "prod-1", command: "git push from-mcp" };
  const call = () =>
    modern(url, { token, method: "tools/call", params: { name: "execute_command", arguments: args } });
  const first = (await call()).body.result;
  assert.equal(first.isError, true);
  assert.match(
    first.content[0].text,
    /^approval_required: .*\n.*\/approvals.*\n.*You cannot approve it yourself/,
  );
  const { approvals } = await expectApi({ url, token }, "GET /approvals?status=pending");
  const id = approvals.find(
    (one: { summary: { command: string } }) => one.summary.command === args.command,
  ).id;
  await expectApi(await person(), `POST /approvals/${id}/approve`);
  assert.notEqual((await call()).body.result.isError, true);
});

it("is demanded for files and for deleting, and a denial is told", async () => {
  const assistant = await newToken();
  const put = `PUT /workspaceagents/${names.agent}/files/content?path=~/.ssh/config`;
  assert.equal((await callApi(assistant, put, "one")).status, 428);
  const { workspaces } = await expectApi(assistant, "GET /workspaces");
  const build = `POST /workspaces/${workspaces[0].id}/builds`;
  assert.equal((await callApi(assistant, build, { transition: "delete" })).status, 428);
  const { approvals } = await expectApi(assistant, "GET /approvals?status=pending");
  const write = approvals.find(({ tool }: { tool: string }) => tool === "write_file");
  await expectApi(await person(), `POST /approvals/${write.id}/approve`);
  assert.equal((await callApi(assistant, put, "two")).status, 428, "other content is another call");
  assert.equal((await callApi(assistant, put, "one")).status, 200);
  const remove = approvals.find(({ tool }: { tool: string }) => tool === "delete_workspace");
  await expectApi(await person(), `POST /approvals/${remove.id}/deny`);
  const denied = await callApi(assistant, build, { transition: "delete" });
  assert.equal(denied.status, 403);
  assert.match(denied.body.detail, /A person has denied this call/);
  assert.equal((await callApi(await person(), `POST /approvals/${remove.id}/approve`)).status, 409);
});

it("is given on the page without a script, and by the command line", async () => {
  const assistant = await newToken();
  const id = await asked(assistant, "git push <b>page</b>");
  const browser = openBrowser(url);
  await logIn({ url }, browser, member);
  const page = await browser.open("/approvals");
  assert.ok(page.text.includes("git push &lt;b&gt;page&lt;/b&gt;"));
  await browser.post("/approvals", { id, decision: "approve" });
  assert.equal((await expectApi(assistant, `GET /approvals/${id}`)).status, "approved");
  const next = await asked(assistant, "git push cli");
  const { token } = await person();
  const env = { CODER_URL: url, CODER_SESSION_TOKEN: token, CODER_CONFIG_DIR: deployment.configDir };
  assert.match((await runCoder(["approvals", "list"], env)).stdout, /git push cli/);
  const done = await runCoder(["approvals", "approve", next], env);
  assert.deepEqual([done.code, done.stdout], [0, "execute_command is approved.\n"], done.stderr);
});

it("is in the audit log from the question to the use", async () => {
  const { audit_logs: entries } = await expectApi(deployment, "GET /audit?q=resource_type:approval");
  // Answers that were refused are in the log as requests, without a status of the approval.
  const statuses = new Set(
    entries.flatMap(
      (entry: { additional_fields: { status?: string } }) => entry.additional_fields.status ?? [],
    ),
  );
  assert.deepEqual(statuses, new Set(["approved", "denied", "pending", "used"]));
});
