import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { startDeployment, Status, streamOf } from "../../test/support/deployment-fixture.ts";
import { connectHttp } from "../../test/support/http-client.ts";
import { ERAS } from "../../test/support/mcp-client.ts";
import { workspaceFixture } from "../../test/support/workspace-fixture.ts";
import type { Question } from "../tools/ask.ts";
import { replyOf } from "./ask-person.ts";
import type { McpHttpCaller } from "./http.ts";
import { createCallStates } from "./call-state.ts";

const CHILD = new URL("../../test/support/stdio-fixture.ts", import.meta.url).pathname;
const DELETE = { name: "delete_workspace", arguments: { workspace: "dev" } };
const deleted = workspaceFixture({ status: "deleted" });

interface SetUp {
  readonly era: keyof typeof ERAS;
  readonly asks?: boolean;
}

async function setUp(t: TestContext, { era, asks = true }: SetUp) {
  const deployment = await startDeployment([workspaceFixture()]);
  t.after(() => deployment.close());
  deployment.on("POST /workspaces/:id/builds", () => new Status(201, deleted.latest_build));
  deployment.on("GET /workspaces/:id/watch", () => streamOf([deleted]));
  const client = new Client(
    { name: "test", version: "1" },
    { capabilities: asks ? { elicitation: { form: {} } } : {}, versionNegotiation: { mode: ERAS[era] } },
  );
  const args = [CHILD, JSON.stringify({ url: deployment.url })];
  const asked: string[] = [];
  const answer = { action: "accept", content: { delete: true } };
  if (asks)
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      asked.push(params.message);
      return answer as never;
    });
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: "inherit" }));
  t.after(() => client.close());
  const posts = () => deployment.requests.filter((request) => request.startsWith("POST"));
  return { client, asked, answer, posts };
}

const textOf = (result: { readonly content?: unknown }): string => {
  const [first] = Array.isArray(result.content) ? result.content : [];
  return String(first?.text);
};

for (const era of ["legacy", "modern"] as const) {
  test(`a ${era} client's person confirms before a workspace is deleted`, async (t) => {
    const { client, asked, posts } = await setUp(t, { era });
    assert.match(textOf(await client.callTool(DELETE)), /ann\/dev: deleted/);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? "", /^Delete the workspace ann\/dev\? .*files will be lost/);
    assert.equal(posts().length, 1);
  });

  for (const answer of [
    { action: "decline" },
    { action: "cancel" },
    { action: "accept", content: { delete: false } },
  ])
    test(`${JSON.stringify(answer)} of a ${era} client deletes nothing`, async (t) => {
      const { client, answer: given, posts } = await setUp(t, { era });
      Object.assign(given, { content: undefined }, answer);
      const result = await client.callTool(DELETE);
      assert.match(textOf(result), /declined/);
      assert.notEqual(result.isError, true);
      assert.deepEqual(posts(), []);
    });

  test(`a ${era} client that cannot ask is served without a question`, async (t) => {
    const { client, posts } = await setUp(t, { era, asks: false });
    assert.match(textOf(await client.callTool(DELETE)), /ann\/dev: deleted/);
    assert.equal(posts().length, 1);
  });
}

/** A modern client's calls as they are on the wire. */
async function wire(t: TestContext, caller: Partial<McpHttpCaller> = {}) {
  const { deployment, wire: send } = await connectHttp(t, { era: "modern", caller });
  deployment.on("POST /workspaces/:id/builds", () => new Status(201, deleted.latest_build));
  deployment.on("GET /workspaces/:id/watch", () => streamOf([deleted]));
  const call = (more: object, args: object = DELETE.arguments) =>
    send({
      method: "tools/call",
      name: DELETE.name,
      params: { ...DELETE, arguments: args, ...more },
      capabilities: { elicitation: { form: {} } },
    });
  const posts = () => deployment.requests.filter((request) => request.startsWith("POST"));
  return { call, posts };
}

const inputResponses = { delete: { action: "accept", content: { delete: true } } };

test("the answer counts only with the state of its own question", async (t) => {
  const { call, posts } = await wire(t);
  const first = (await call({})).result;
  assert.equal(first.resultType, "input_required");
  assert.equal(first.inputRequests.delete.method, "elicitation/create");
  const state: string = first.requestState;

  const stateless = (await call({ inputResponses })).result;
  assert.equal(stateless.resultType, "input_required");
  const forged = `${state.slice(0, -2)}${state.endsWith("AA") ? "BB" : "AA"}`;
  for (const requestState of [forged, "x", `v1.${btoa("{}")}.x`])
    assert.equal((await call({ inputResponses, requestState })).error.code, -32602);
  const others = await call({ inputResponses, requestState: state }, { workspace: "docs" });
  assert.equal(others.error.code, -32602);
  assert.match(others.error.message, /belongs to another call/);
  const nonsense = { delete: { action: "accept", content: { delete: "yes" } } };
  const again = (await call({ inputResponses: nonsense, requestState: state })).result;
  assert.equal(again.resultType, "input_required");
  assert.deepEqual(posts(), []);

  const done = (await call({ inputResponses, requestState: state })).result;
  assert.match(done.content[0].text, /deleted/);
  const bob = await wire(t, { owner: { userId: "bob", clientId: "" } });
  assert.equal((await bob.call({ inputResponses, requestState: state })).error.code, -32602);
});

const request = (decoded: unknown) => ({ mcpReq: { requestState: () => decoded } }) as never;

test("a state ends after ten minutes, outlives a rotation of keys, and is nothing under another key", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const states = createCallStates(() => ({ current: new Uint8Array(32), older: [] }));
  const bound = { user: "u", method: "tools/call", name: "delete_workspace", args: { b: 1, a: 2 } };
  const state = await states.seal(bound, {});
  const opened = await states.verify(state, request(undefined));
  assert.deepEqual(states.open({ ...bound, args: { a: 2, b: 1 } }, request(opened)), {});
  assert.throws(() => states.open({ ...bound, name: "stop_workspace" }, request(opened)), { code: -32602 });
  const rotated = { current: new Uint8Array(32).fill(1), older: [new Uint8Array(32)] };
  await createCallStates(() => rotated).verify(state, request(undefined));
  const other = createCallStates(() => ({ ...rotated, older: [] }));
  await assert.rejects(other.verify(state, request(undefined)));
  t.mock.timers.tick(601_000);
  await assert.rejects(states.verify(state, request(undefined)), /expired/);
});

test("a choice that was not offered is asked for again", () => {
  const question: Question = { kind: "choose", key: "t", label: "T", message: "Which?", options: ["a", "b"] };
  const accept = (choice: unknown) => replyOf(question, { action: "accept", content: { t: choice } });
  assert.deepEqual(accept("a"), { kind: "accepted", choice: "a" });
  for (const wrong of ["c", 1, undefined]) assert.equal(accept(wrong), undefined);
  assert.equal(replyOf(question, "accept"), undefined);
});
