import assert from "node:assert/strict";
import { test } from "node:test";
import { connectHttp } from "../../../test/support/http-client.ts";
import { TOOLS } from "../../tools/index.ts";
import { parseSelection } from "../../tools/select-tools.ts";
import { PROMPTS } from "./index.ts";

const LOG = "coder://workspaces/ann/dev/builds/1/log";

for (const era of ["legacy", "modern"] as const) {
  test(`a ${era} client lists prompts and gets one with a link`, async (t) => {
    const { client } = await connectHttp(t, { era });
    const { prompts } = await client.listPrompts();
    assert.deepEqual(
      prompts.map(({ name }) => name),
      ["set_up_workspace", "debug_failed_build", "run_tests", "review_changes"],
    );
    for (const prompt of prompts) {
      assert(prompt.description !== undefined);
      assert(prompt.arguments?.every(({ description }) => description !== undefined));
    }
    const name = "set_up_workspace";
    const { messages } = await client.getPrompt({
      name,
      arguments: { purpose: 'say "hi"', template: "docker" },
    });
    const [text, link] = messages.map(({ content }) => content);
    assert(text?.type === "text");
    assert.match(text.text, /purpose: "say \\"hi\\""/);
    assert(link?.type === "resource_link" && link.uri === "coder://templates/docker");
  });
}

test("a prompt about a build links its log, and a workspace that is not there is an error", async (t) => {
  const { client } = await connectHttp(t, { era: "modern" });
  const name = "debug_failed_build";
  const { messages } = await client.getPrompt({ name, arguments: { workspace: "dev" } });
  const link = messages.at(-1)?.content;
  assert(link?.type === "resource_link" && link.uri === LOG);
  await assert.rejects(client.getPrompt({ name, arguments: { workspace: "gone" } }), {
    code: -32602,
    message: /no workspace gone/,
  });
});

test("a wrong name or argument is named", async (t) => {
  const { client } = await connectHttp(t, { era: "modern" });
  for (const [request, message] of [
    [{ name: "run_test" }, /"run_test" is not a prompt.*Did you mean "run_tests"/],
    [{ name: "run_tests" }, /workspace: is required/],
    [{ name: "run_tests", arguments: { workspace: "dev", dir: "x" } }, /dir: is not an argument/],
    [{ name: "run_tests", arguments: { workspace: "x".repeat(1001) } }, /workspace: must be at most 1000/],
  ] as const)
    await assert.rejects(client.getPrompt(request), { code: -32602, message });
});

test("a prompt is offered only where every tool it needs is", async (t) => {
  const caller = { selects: parseSelection({ tools: "execute_command,read_file" }) };
  const { client } = await connectHttp(t, { era: "modern", caller });
  const { prompts } = await client.listPrompts();
  assert.deepEqual(
    prompts.map(({ name }) => name),
    ["review_changes"],
  );
  const request = { name: "run_tests", arguments: { workspace: "dev" } };
  await assert.rejects(client.getPrompt(request), { code: -32602 });
});

test("prompts need tools that exist, and name them in their texts", async () => {
  const names = TOOLS.map(({ name }) => name);
  for (const { needs } of PROMPTS) assert(needs.every((name) => names.includes(name)));
});
