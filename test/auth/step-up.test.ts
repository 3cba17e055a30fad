import assert from "node:assert/strict";
import { after } from "node:test";
import { legacy, modern, openSession, type McpAnswer } from "../support/mcp-request.ts";
import { MCP_PATH, tokensFor } from "../support/oauth-flow.ts";
import { authPlace } from "./auth-place.ts";
import { requirement } from "./requirement.ts";

const place = await authPlace({ after });
const { browser, client, url } = place;

const SCOPES = "workspace:read";
const STOP = { method: "tools/call", params: { name: "stop_workspace", arguments: { workspace: "dev" } } };
const READ = { method: "tools/call", params: { name: "list_workspaces", arguments: {} } };

function isChallenge({ status, headers, body }: McpAnswer): void {
  assert.equal(status, 403);
  const challenge = headers.get("www-authenticate") ?? "";
  assert.match(challenge, /^Bearer .*error="insufficient_scope"/);
  const scopes = /scope="([^"]+)"/.exec(challenge)?.[1]?.split(" ") ?? [];
  assert.ok(scopes.includes(SCOPES), "the scopes that the client has are asked for again");
  assert.ok(scopes.length > 1, challenge);
  assert.ok(!scopes.includes("coder:all") && !scopes.includes("offline_access"), challenge);
  const metadata = /resource_metadata="([^"]+)"/.exec(challenge)?.[1];
  assert.equal(metadata, `${url}/.well-known/oauth-protected-resource${MCP_PATH}`);
  assert.equal(body?.id ?? 1, 1);
}

requirement("step-up", async () => {
  const { access_token: token } = await tokensFor(place, browser, client, { asked: { scope: SCOPES } });
  assert.equal((await modern(url, { token, ...READ })).status, 200);
  isChallenge(await modern(url, { token, ...STOP }));
  const session = await openSession(url, token);
  isChallenge(await legacy(url, { token, ...STOP }, session));
  // What the challenge asks for is enough.
  const challenge = (await modern(url, { token, ...STOP })).headers.get("www-authenticate") ?? "";
  const scope = /scope="([^"]+)"/.exec(challenge)?.[1] ?? "";
  const wider = await tokensFor(place, browser, client, { asked: { scope } });
  assert.equal((await modern(url, { token: wider.access_token, ...STOP })).status, 200);
});

requirement("step-up-batch", async () => {
  const { access_token: token } = await tokensFor(place, browser, client, { asked: { scope: SCOPES } });
  const response = await fetch(`${url}${MCP_PATH}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-session-id": await openSession(url, token),
    },
    body: JSON.stringify([
      { jsonrpc: "2.0", id: 1, ...READ },
      { jsonrpc: "2.0", id: 2, ...STOP },
    ]),
  });
  assert.ok(response.status === 403 || response.status === 400, String(response.status));
  await response.body?.cancel();
});

requirement("grant-tools", async () => {
  const namesFor = async (token: string): Promise<readonly string[]> =>
    (await modern(url, { token })).body.result.tools.map(({ name }: { readonly name: string }) => name);
  const chosen = { readonly: "1", toolset: "minimal" };
  const { access_token: token } = await tokensFor(place, browser, client, { chosen });
  const names = await namesFor(token);
  assert.ok(names.length > 0);
  assert.ok(!names.includes("execute_command") && !names.includes("delete_workspace"), names.join());
  for (const name of ["execute_command", "delete_workspace", "write_file"]) {
    const params = { name, arguments: { workspace: "dev" } };
    const { body } = await modern(url, { token, method: "tools/call", params });
    assert.equal(body.error?.code, -32602, name);
  }
  // The address may narrow further, and never widen.
  const wide = await modern(url, { token, query: "?toolset=default&readonly=0" });
  assert.deepEqual(
    wide.body.result.tools.map(({ name }: { readonly name: string }) => name),
    names,
  );
  // All tools, allowed, are all in whichever selection the address makes.
  const { access_token: all } = await tokensFor(place, browser, client, { chosen: { toolset: "default" } });
  const chatgpt = await modern(url, { token: all, query: "?toolset=chatgpt" });
  assert.deepEqual(
    chatgpt.body.result.tools.map(({ name }: { readonly name: string }) => name),
    ["search", "fetch"],
  );
});
