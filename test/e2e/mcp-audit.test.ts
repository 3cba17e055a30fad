import assert from "node:assert/strict";
import { after, test } from "node:test";
import { TokenCreated } from "../../src/wire/api-key.ts";
import { AuditLogList } from "../../src/wire/audit-log.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { modern } from "../support/mcp-request.ts";

const deployment = await startTestDeployment({ after: closeInReverse({ after }) });
const { url, token } = deployment;

async function tokenWith(scopes: readonly string[]): Promise<string> {
  const response = await fetch(`${url}/api/v2/users/me/keys/tokens`, {
    method: "POST",
    headers: { "Coder-Session-Token": token },
    body: JSON.stringify({ scopes }),
  });
  return TokenCreated.parse(await response.json()).key;
}

async function newestEntry(type = "mcp_tool") {
  const headers = { "Coder-Session-Token": token };
  const response = await fetch(`${url}/api/v2/audit?q=${type}&limit=1`, { headers });
  return AuditLogList.parse(await response.json()).audit_logs[0];
}

const call = (name: string, args: object, as = token) =>
  modern(url, { token: as, method: "tools/call", params: { name, arguments: args } });

test("a call that is answered is in the audit log: who, what and how it ended, without what is secret", async () => {
  assert.equal((await call("list_workspaces", { q: `name:plan ${token}` })).status, 200);
  const entry = await newestEntry();
  assert.equal(entry?.resource_target, "list_workspaces");
  assert.equal(entry.action, "call");
  assert.equal(entry.user?.username, deployment.owner.username);
  assert.equal(entry.status_code, 200);
  assert.equal(entry.ip, "127.0.0.1");
  assert.equal(entry.additional_fields["code"], "ok");
  assert.match(String(entry.additional_fields["arguments_sha256"]), /^[0-9a-f]{64}$/);
  assert.deepEqual(entry.additional_fields["arguments"], { q: "name:plan [redacted]" });
  assert.ok(!JSON.stringify(entry).includes(token));
  assert.ok(Number(entry.duration_ms) >= 0);
  assert.ok(Number(entry.bytes) > 0);
});

test("a call that fails is there with its code and workspace", async () => {
  await call("get_workspace_status", { workspace: "nowhere" });
  const entry = await newestEntry();
  assert.equal(entry?.status_code, 404);
  assert.equal(entry.additional_fields["code"], "not_found");
  assert.equal(entry.additional_fields["workspace"], "nowhere");
});

test("a call that the token's scopes refuse is there too", async () => {
  const narrow = await tokenWith(["template:read"]);
  assert.equal((await call("delete_workspace", { workspace: "dev" }, narrow)).status, 403);
  const entry = await newestEntry();
  assert.equal(entry?.resource_target, "delete_workspace");
  assert.equal(entry.status_code, 403);
  assert.equal(entry.additional_fields["code"], "forbidden");
});

test("a resource that is refused is there too, and what the guard refuses", async () => {
  await modern(url, { token, method: "resources/read", params: { uri: "coder://workspaces/nobody/none" } });
  const read = await newestEntry("mcp_resource");
  assert.equal(read?.resource_target, "coder://workspaces/nobody/none");
  assert.equal(read.status_code, 404);
  assert.equal(
    (await modern(url, { token: "AAAAAAAAAA-BBBBBBBBBBBBBBBBBBBBBB", method: "tools/list" })).status,
    401,
  );
  const stranger = await newestEntry("mcp_endpoint");
  assert.equal(stranger?.status_code, 401);
  assert.equal(stranger.user, null);
});
