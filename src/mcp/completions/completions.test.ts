import assert from "node:assert/strict";
import { test } from "node:test";
import { connectHttp } from "../../../test/support/http-client.ts";
import { TEMPLATE } from "../../../test/support/deployment-fixture.ts";
import { workspaceFixture } from "../../../test/support/workspace-fixture.ts";
import { rememberBriefly } from "./name-memory.ts";

const WORKSPACE = "coder://workspaces/{owner}/{name}";
const ALL = [
  workspaceFixture(),
  { ...workspaceFixture({ name: "docs" }), id: "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1fa1" },
  { ...workspaceFixture({ name: "demo", owner: "bob" }), id: "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1fa2" },
];

async function setUp(t: Parameters<typeof connectHttp>[0], era: "legacy" | "modern") {
  const connected = await connectHttp(t, { era, workspaces: ALL });
  connected.deployment.on("GET /workspaces", ({ query }) => {
    const owner = /owner:(\S+)/.exec(query.get("q") ?? "")?.[1]?.replace(/^me$/, "ann");
    const found = ALL.filter(({ owner_name }) => owner === undefined || owner_name === owner);
    return { workspaces: found, count: found.length };
  });
  const values = async (ref: object, [name, value]: readonly [string, string], owner?: string) => {
    const context = owner === undefined ? {} : { context: { arguments: { owner } } };
    const params = { ref, argument: { name, value }, ...context };
    // The SDK's parameters are a union that a test fills freely.
    return (await connected.client.complete(params as never)).completion.values;
  };
  return { ...connected, values };
}

for (const era of ["legacy", "modern"] as const)
  test(`a ${era} client completes owners, workspaces, templates and prompt arguments`, async (t) => {
    const { values } = await setUp(t, era);
    const resource = { type: "ref/resource", uri: WORKSPACE };
    assert.deepEqual(await values(resource, ["owner", ""]), ["ann", "bob"]);
    assert.deepEqual(await values(resource, ["name", "d"]), ["demo", "dev", "docs"]);
    assert.deepEqual(await values(resource, ["name", "D"], "bob"), ["demo"]);
    const template = { type: "ref/resource", uri: "coder://templates/{name}" };
    assert.deepEqual(await values(template, ["name", "do"]), ["docker"]);
    assert.deepEqual(await values(template, ["name", "x"]), []);
    const prompt = { type: "ref/prompt", name: "run_tests" };
    assert.deepEqual(await values(prompt, ["workspace", ""]), ["bob/demo", "dev", "docs"]);
    assert.deepEqual(await values(prompt, ["path", ""]), []);
    const setUpPrompt = { type: "ref/prompt", name: "set_up_workspace" };
    assert.deepEqual(await values(setUpPrompt, ["template", "DOCK"]), ["docker"]);
    const bogus = { type: "ref/prompt", name: "bogus" };
    await assert.rejects(values(bogus, ["x", ""]), { code: -32602 });
  });

test("at most 100 values are sent, with their number; letters do not ask the deployment again", async (t) => {
  const { client, deployment } = await setUp(t, "modern");
  const many = Array.from({ length: 130 }, (_, index) => ({ ...TEMPLATE, name: `t${index}` }));
  deployment.on("GET /templates", () => many);
  const ref = { type: "ref/resource", uri: "coder://templates/{name}" } as const;
  for (const value of ["t", "t1", "t12"]) {
    const { completion } = await client.complete({ ref, argument: { name: "name", value } });
    if (value === "t") assert.deepEqual([completion.values.length, completion.total], [100, 130]);
    assert.equal(completion.hasMore, value === "t");
  }
  assert.equal(deployment.requests.filter((request) => request === "GET /templates").length, 1);
});

test("answers are remembered for 5 s, for each caller alone, and failures not at all", async () => {
  let now = 0;
  let made = 0;
  const remember = rememberBriefly<number>(() => now);
  const make = async () => ++made;
  assert.equal(await remember("ann", make), 1);
  assert.equal(await remember("bob", make), 2);
  now = 4999;
  assert.equal(await remember("ann", make), 1);
  now = 5000;
  assert.equal(await remember("ann", make), 3);
  await assert.rejects(
    remember("eve", async () => {
      throw new Error("no");
    }),
  );
  assert.equal(await remember("eve", make), 4);
});
