import assert from "node:assert/strict";
import { after } from "node:test";
import { expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { modern } from "../support/mcp-request.ts";
import { newMember } from "../support/people.ts";
import { requirement } from "./requirement.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { url, token } = deployment;

for (const name of ["one", "two"]) {
  const [template] = await expectApi(deployment, "GET /templates");
  await expectApi(deployment, "POST /users/me/workspaces", { name, template_id: template.id });
}

const DECLARED = { "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } } };
const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  ...DECLARED,
};

interface Round {
  readonly workspace?: string;
  readonly state?: string;
  readonly caller?: string;
}

/** Deletes a workspace, which asks first; the answer is yes. */
const remove = ({ workspace = "one", state, caller = token }: Round) =>
  modern(url, {
    token: caller,
    method: "tools/call",
    params: {
      _meta: META,
      name: "delete_workspace",
      arguments: { workspace },
      ...(state !== undefined && {
        requestState: state,
        inputResponses: { confirm: { action: "accept", content: { confirm: true } } },
      }),
    },
  });

async function stateOf(workspace: string): Promise<string> {
  const { body } = await remove({ workspace });
  assert.equal(body.result.resultType, "input_required", JSON.stringify(body));
  assert.equal(typeof body.result.requestState, "string");
  return body.result.requestState;
}

async function isRefused(round: Round): Promise<void> {
  const { body } = await remove(round);
  assert.equal(body.error?.code, -32602, JSON.stringify(body));
}

/** Whatever was tried, nothing is gone. */
async function isThere(): Promise<void> {
  for (const name of ["one", "two"]) {
    const workspace = await expectApi(deployment, `GET /users/me/workspace/${name}`);
    assert.notEqual(workspace.latest_build.transition, "delete", name);
  }
}

requirement("state-forged", async () => {
  const state = await stateOf("one");
  const flip = (at: number) => state.slice(0, at) + (state[at] === "A" ? "B" : "A") + state.slice(at + 1);
  for (const forged of ["x", "e30=", `${state}x`, flip(10), flip(Math.floor(state.length / 2))]) {
    await isRefused({ state: forged });
  }
  await isThere();
});

requirement("state-other-call", async () => {
  await isRefused({ workspace: "two", state: await stateOf("one") });
  await isThere();
});

requirement("state-other-user", async () => {
  const member = await newMember(deployment);
  await isRefused({ state: await stateOf("one"), caller: member.token });
  await isThere();
});
