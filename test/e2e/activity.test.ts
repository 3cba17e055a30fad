import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "../../src/client/client.ts";
import { ActivityList } from "../../src/wire/activity.ts";
import { AuditLogList } from "../../src/wire/audit-log.ts";
import { callApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { modern } from "../support/mcp-request.ts";
import { runCoder } from "../support/run-coder.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { url, token } = deployment;

const call = async (name: string, args: object) =>
  await modern(url, { token, method: "tools/call", params: { name, arguments: args } });

const workspace = "watched";
await call("create_workspace", { name: workspace, template: "local", wait_seconds: 50 });
closing(async () => void (await call("delete_workspace", { workspace, wait_seconds: 50 })));
await call("execute_command", { workspace, command: "exit 3" });
await call("write_file", { workspace, path: "~/a.txt", content: "one\n" });
await call("edit_files", {
  workspace,
  files: [{ path: "~/a.txt", edits: [{ search: "one", replace: "two" }] }],
});

test("a session has what a client did: commands with exit codes, diffs, builds, and where", async () => {
  const { sessions } = ActivityList.parse((await callApi(deployment, "GET /activity")).body);
  const events = sessions.flatMap((session) => session.events);
  const command = events.find(({ kind }) => kind === "command");
  assert.deepEqual([command?.command, command?.exit_code, command?.result], ["exit 3", 3, "ok"]);
  assert.equal(command?.workspace?.name, `admin/${workspace}`);
  assert.match(command?.execution_id ?? "", /./);
  const written = events.find(({ tool }) => tool === "write_file");
  assert.deepEqual(written?.diffs, [{ path: "~/a.txt", diff: "+one\n+" }]);
  const edited = events.find(({ tool }) => tool === "edit_files");
  assert.match(edited?.diffs[0]?.diff ?? "", /-one\n\+two/);
  const build = events.find(({ kind }) => kind === "build");
  assert.match(build?.summary ?? "", /started workspace build in admin\/watched/);
  const [session] = sessions.filter(({ commands }) => commands > 0);
  assert.ok((session?.calls ?? 0) >= 4);
  assert.deepEqual(session?.workspaces, [`admin/${workspace}`]);
});

test("filters narrow it, pages go on, and what is wrong is named", async () => {
  const list = async (query: string) =>
    ActivityList.parse((await callApi(deployment, `GET /activity?${query}`)).body);
  const byTool = (await list("tool=write_file")).sessions.flatMap(({ events }) => events);
  assert.deepEqual(new Set(byTool.map(({ tool }) => tool)), new Set(["write_file"]));
  assert.deepEqual((await list("workspace=elsewhere")).sessions, []);
  assert.deepEqual((await list("since=2999-01-01")).sessions, []);
  const first = await list("limit=1");
  const second = await list(`limit=1&before=${first.next ?? ""}`);
  assert.notEqual(first.sessions[0]?.events[0]?.id, second.sessions[0]?.events[0]?.id);
  assert.equal((await callApi(deployment, "GET /activity?since=soon")).status, 400);
  assert.equal((await callApi(deployment, "GET /activity?before=x")).status, 400);
});

test("others see nothing of it, auditors do", async () => {
  const add = async (username: string, roles: readonly string[]) => {
    const organization = (await callApi(deployment, "GET /organizations")).body[0].id;
    const fields = { username, email: `${username}@example.com`, password: "Correct-Horse-9!", roles };
    await callApi(deployment, "POST /users", { ...fields, organization_ids: [organization] });
    const login = await callApi({ url, token: "" }, "POST /users/login", {
      email: fields.email,
      password: fields.password,
    });
    return { url, token: login.body.session_token };
  };
  const [event] =
    ActivityList.parse((await callApi(deployment, "GET /activity?tool=write_file")).body).sessions[0]
      ?.events ?? [];
  const ann = await add("ann", []);
  assert.equal((await callApi(ann, "GET /activity?user=admin")).status, 403);
  assert.equal((await callApi(ann, `GET /activity/${event?.id}`)).status, 404);
  const auditor = await add("eve", ["auditor"]);
  assert.equal((await callApi(auditor, `GET /activity/${event?.id}`)).body.tool, "write_file");
  assert.ok((await callApi(auditor, "GET /activity?user=*")).body.sessions.length > 0);
  const narrow = await callApi(deployment, "POST /users/me/keys/tokens", { scopes: ["template:read"] });
  assert.equal((await callApi({ url, token: narrow.body.key }, "GET /activity")).status, 403);
});

test("the feed has events as they come", async () => {
  const ended = new AbortController();
  const { activity } = createClient({ baseUrl: url, token });
  const feed = activity.watch({ tool: "list_directory" }, ended.signal);
  const next = feed.next();
  await call("list_directory", { workspace, path: "~/" });
  const { value } = await next;
  assert.equal(value?.tool, "list_directory");
  ended.abort();
  await feed.return(undefined);
});

async function ask(name: string, args: object) {
  const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } };
  const response = await mcpPost(deployment, message, { query: "?toolset=activity" });
  return JSON.parse(await response.text()).result;
}

test("tools and the command show the same", async () => {
  const listed = await ask("list_activity", { tool: "execute_command", limit: 1 });
  const { structuredContent, content } = listed;
  assert.match(content[0].text, /\$ exit 3 in admin\/watched -> ok exit 3/);
  const { id } = structuredContent.sessions[0].events[0];
  const one = await ask("get_activity", { id });
  assert.match(one.content[0].text, /exit 3\nexecution_id: /);
  const env = {
    CODER_URL: url,
    CODER_SESSION_TOKEN: token,
    CODER_CONFIG_DIR: await temporaryDirectory({ after: closing }),
  };
  const shown = await runCoder(["activity", "--tool", "execute_command"], env);
  assert.equal(shown.code, 0);
  assert.match(shown.stdout, /admin with .*\n.* admin {2}\$ exit 3 in admin\/watched {2}exit 3\n/);
});

test("what OAuth clients register is in the audit log", async () => {
  const registration = {
    client_name: "probe",
    redirect_uris: ["http://127.0.0.1:1/cb"],
    token_endpoint_auth_method: "none",
  };
  const response = await fetch(`${url}/oauth2/register`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(registration),
  });
  assert.equal(response.status, 201);
  const { audit_logs: logs } = AuditLogList.parse(
    (await callApi(deployment, "GET /audit?q=oauth2_provider_app&limit=1")).body,
  );
  assert.equal(logs[0]?.action, "create");
  assert.match(logs[0]?.client_id ?? "", /./);
});

test("recent activity is a resource", async () => {
  const params = { uri: "coder://activity/recent" };
  const message = { jsonrpc: "2.0", id: 1, method: "resources/read", params };
  const response = await mcpPost(deployment, message, { query: "?toolset=activity" });
  const { contents } = JSON.parse(await response.text()).result;
  assert.ok(ActivityList.parse(JSON.parse(contents[0].text)).sessions.length > 0);
});
