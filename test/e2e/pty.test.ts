import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { callApi, expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { newMember } from "../support/people.ts";
import { openPty, ptyUrl, type PtyClient, type PtyOptions } from "../support/pty-client.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const mcp = await connectMcp({ after: closing }, deployment);
let agent = "";

before(async () => {
  await mcp.ok("create_workspace", { name: "dev", template: "local" });
  agent = (await mcp.ok("get_workspace_status", { workspace: "dev" })).data.agents[0].id;
});

const open = async (options: Partial<PtyOptions> = {}): Promise<PtyClient> =>
  await openPty({ after: closing }, deployment, { agent, ...options });

/** A shell whose answers are not also in what it echoes. */
async function openShell(options: Partial<PtyOptions> = {}): Promise<PtyClient> {
  const pty = await open({ command: "exec sh", ...options });
  pty.send({ data: "PS1=; stty -echo; echo rea''dy\n" });
  await pty.shows("ready\r\n");
  return pty;
}

/** HTTP status, type and body of a refused handshake. */
async function refusal(options: Partial<PtyOptions> & { readonly token?: string }) {
  const { token = deployment.token } = options;
  const url = ptyUrl({ url: deployment.url, token }, { agent, ...options });
  const socket = new WebSocket(url, { headers: options.headers ?? {} });
  return await new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
    socket.on("open", () => reject(new Error("the handshake was accepted")));
    socket.on("error", () => undefined);
    socket.on("unexpected-response", (_request, response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", text });
      });
    });
  });
}

test("a login shell echoes what is typed, and its end closes with 1000", async () => {
  const pty = await open();
  pty.send({ data: "echo $((6*7)) $TERM $CODER $CODER_WORKSPACE_NAME [$EDITOR$CODER_AGENT_TOKEN]\r" });
  await pty.shows("42 xterm-256color true dev []\r\n");
  pty.send({
    data: "locale charmap 2>/dev/null || echo $LANG; echo $SSH_CONNECTION; shopt -q login_shell; echo $?\r",
  });
  await pty.shows(/UTF-8\r\n0\.0\.0\.0 0 0\.0\.0\.0 0\r\n0\r\n/);
  pty.send({ data: "exit 3\r" });
  assert.equal((await pty.closed()).code, 1000);
});

test("a command is run by the shell, in 80 columns and rows unless it is told others", async () => {
  const plain = await open({ command: 'stty size; echo "it\'s $0"' });
  assert.equal((await plain.closed()).code, 1000);
  assert.match(plain.bytes().toString(), /^80 80\r\nit's \S+\r\n$/);
  const sized = await open({
    command: "stty size",
    query: { width: "4000", height: "30", backend_type: "screen" },
  });
  await sized.closed();
  assert.equal(sized.bytes().toString(), "30 4000\r\n");
});

test("objects stand one after another in a message, and over several", async () => {
  const pty = await openShell();
  pty.send({ data: "echo a$((1+1))\n" }, { width: 100, height: 40 }, { data: "stty size\n" });
  await pty.shows("a2\r\n40 100\r\n");
  pty.send({ width: 90, height: 0, data: "stty size\n" });
  await pty.shows("40 100\r\n40 100\r\n");
  const bytes = Buffer.from(JSON.stringify({ data: 'echo ü{"€\n', width: 91, height: 41 }));
  for (const byte of bytes) pty.socket.send(Buffer.of(byte));
  pty.send({ data: '"\nstty size\n' });
  await pty.shows("ü{€\r\n\r\n41 91\r\n");
});

test("a client that comes back finds the same shell, and what it showed", async () => {
  const first = await openShell();
  first.send({ data: "x=kept; echo here\n" });
  await first.shows("here\r\n");
  first.socket.terminate();
  const again = await openShell({ reconnect: first.reconnect });
  assert.ok(again.bytes().toString().includes("here\r\n"));
  again.send({ data: "echo $x; stty size; exit\n" });
  await again.shows("kept\r\n80 80\r\n");
  assert.equal((await again.closed()).code, 1000);
});

test("of much output the last 64 KiB are shown again", async () => {
  const first = await openShell();
  first.send({ data: "seq 100000; echo do''ne\n" });
  const all = await first.shows("done\r\n");
  const again = await open({ reconnect: first.reconnect });
  await again.shows("done\r\n");
  assert.equal(again.bytes().length, 64 * 1024);
  assert.ok(all.endsWith(again.bytes().toString()));
  again.send({ data: "exit\n" });
  await first.closed();
});

test("two clients share a terminal", async () => {
  const one = await openShell();
  const two = await open({ reconnect: one.reconnect });
  two.send({ data: "echo from two\n" });
  await one.shows("from two\r\n");
  one.send({ data: "echo from one; exit\n" });
  await two.shows("from one\r\n");
  assert.deepEqual([(await one.closed()).code, (await two.closed()).code], [1000, 1000]);
});

test("a megabyte comes through to the byte", async () => {
  const pty = await open({
    command: "stty raw; head -c 1048576 /dev/urandom | tee ~/sent; sha256sum ~/sent >~/sum",
  });
  assert.equal((await pty.closed()).code, 1000);
  const { data } = await mcp.ok("execute_command", { workspace: "dev", command: "cat ~/sum" });
  assert.equal(pty.bytes().length, 1024 * 1024);
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", Uint8Array.from(pty.bytes())));
  assert.equal(digest.toString("hex"), data.output.slice(0, 64));
});

test("a megabyte goes in to the byte", async () => {
  const pty = await open({ command: "stty raw -echo; echo on; head -c 1048576 | sha256sum" });
  await pty.shows("on\n");
  const line = "0123456789abcdef".repeat(64);
  for (let sent = 0; sent < 1024; sent += 16) pty.send({ data: line.repeat(16) });
  await pty.closed();
  const whole = new TextEncoder().encode(line.repeat(1024));
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", whole)).toString("hex");
  assert.match(pty.bytes().toString(), new RegExp(`^on\\r?\\n${digest}`));
});

test("what is no message of the protocol ends the socket, not the terminal", async () => {
  const pty = await openShell();
  pty.socket.send("text");
  assert.equal((await pty.closed()).code, 1003);
  for (const [bytes, code] of [
    ["hello", 1007],
    ['{"data":7}', 1007],
    [`{"data":"${"x".repeat(33 * 1024)}"}`, 1009],
  ] as const) {
    const other = await open({ reconnect: pty.reconnect });
    other.socket.send(Buffer.from(bytes));
    assert.equal((await other.closed()).code, code, bytes.slice(0, 20));
  }
  const last = await open({ reconnect: pty.reconnect });
  last.send({ data: "echo al''ive; exit\n" });
  await last.shows("alive\r\n");
});

test("wrong parameters are named", async () => {
  const reconnect = randomUUID();
  for (const [query, field] of [
    [{}, "reconnect"],
    [{ reconnect: "me" }, "reconnect"],
    [{ reconnect, width: "wide" }, "width"],
    [{ reconnect, height: "-1" }, "height"],
    [{ reconnect, backend_type: "tmux" }, "backend_type"],
    [{ reconnect, container: "web" }, "container"],
    [{ reconnect, container_user: "root" }, "container_user"],
  ] as const) {
    const { status, text } = await refusal({ query });
    assert.equal(status, 400, text);
    assert.equal(JSON.parse(text).validations[0].field, field);
  }
});

test("who may not run commands there finds nothing", async () => {
  const query = { reconnect: randomUUID() };
  const stranger = await refusal({ query, token: "" });
  assert.deepEqual([stranger.status, stranger.type.split(";")[0]], [404, "application/json"]);
  const member = await newMember(deployment);
  const other = await refusal({ query, token: member.token });
  assert.deepEqual([other.status, other.type.split(";")[0]], [404, "text/html"]);
  const elsewhere = await refusal({ query, headers: { Origin: "https://evil.example" } });
  assert.equal(elsewhere.status, 403);
  const plain = await callApi(deployment, `GET /workspaceagents/${agent}/pty?reconnect=${query.reconnect}`);
  assert.equal(plain.status, 426);
});

test("a header and a cookie sign in too, and each opening is in the audit log", async () => {
  const nobody = { url: deployment.url, token: "" };
  const { token } = deployment;
  for (const headers of [{ "Coder-Session-Token": token }, { Cookie: `coder_session_token=${token}` }]) {
    const pty = await openPty({ after: closing }, nobody, { agent, headers, command: "true" });
    assert.equal((await pty.closed()).code, 1000);
    const { audit_logs: entries } = await expectApi(deployment, `GET /audit?q=resource_id:${agent}&limit=1`);
    const [{ action, resource_type: type, additional_fields: fields, user }] = entries;
    assert.deepEqual(
      [action, type, user.username],
      ["connect", "workspace_agent", deployment.owner.username],
    );
    assert.equal(fields.connection_id, pty.reconnect);
  }
});

const PARENT = "ps -o ppid= -p $PPID | tr -d ' '";

test("when the agent is killed the clients hear of it, and find their shell at the next one", async () => {
  const pty = await openShell();
  pty.send({ data: "x=outlived; echo s''et\n" });
  await pty.shows("set\r\n");
  const { data } = await mcp.ok("execute_command", { workspace: "dev", command: PARENT });
  await mcp.call("execute_command", { workspace: "dev", command: `kill -9 ${data.output.trim()}` });
  assert.equal((await pty.closed()).code, 1011);
  const again = await until("the next agent serves", async () =>
    open({ reconnect: pty.reconnect }).catch(() => undefined),
  );
  again.send({ data: "echo $x; exit\n" });
  await again.shows("outlived\r\n");
});

test("a stopped workspace ends its terminals, and then there is nothing to reach", async () => {
  const pty = await openShell();
  await mcp.ok("stop_workspace", { workspace: "dev" });
  await pty.closed();
  const { status, type, text } = await refusal({ query: { reconnect: pty.reconnect } });
  assert.deepEqual([status, type.split(";")[0]], [404, "text/html"]);
  assert.match(text, /is not running/);
});
