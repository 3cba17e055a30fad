import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { callApi, expectApi, type Place } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { newWorkspace } from "../support/new-workspace.ts";

const deployment = await startTestDeployment({ after: closeInReverse({ after }) });
let agent = "";

before(async () => {
  agent = (await newWorkspace(deployment, "split")).agent;
});

async function withScopes(...scopes: string[]): Promise<Place> {
  const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", { scopes });
  return { url: deployment.url, token: key };
}

const CALLS: readonly (readonly [scope: string, line: string, body?: unknown])[] = [
  ["workspace:exec", "POST /executions", { command: "true", wait_ms: 1 }],
  ["workspace:exec", "GET /executions"],
  ["workspace:exec", "GET /processes"],
  ["file:read", "GET /files/list?path=~/"],
  ["file:read", "GET /files/stat?path=~/"],
  ["file:read", "GET /checkpoints"],
  ["file:write", "PUT /files/content?path=~/split.txt", "text"],
  ["file:write", "POST /files/edits", { files: [] }],
];

for (const [scope, line, body] of CALLS) {
  it(`${line} takes ${scope}, and neither of the two others`, async () => {
    const at = line.replace(" ", ` /workspaceagents/${agent}`);
    const others = ["workspace:exec", "file:read", "file:write"].filter((other) => other !== scope);
    const refused = await callApi(await withScopes("workspace:read", ...others), at, body);
    assert.equal(refused.status, 403, refused.text);
    assert.ok(refused.headers.get("www-authenticate")?.includes(`scope="${scope}"`));
    for (const enough of [[scope], ["workspace:ssh"], ["coder:workspaces.access"]]) {
      const taken = await callApi(await withScopes("workspace:read", ...enough), at, body);
      assert.notEqual(taken.status, 403, `${enough.join(" ")}: ${taken.text}`);
    }
  });
}

it("audit:read opens the audit log and nothing else", async () => {
  const auditor = await withScopes("audit:read");
  assert.equal((await callApi(auditor, "GET /audit")).status, 200);
  assert.equal((await expectApi(auditor, "GET /workspaces")).count, 0);
  const refused = await callApi(await withScopes("workspace:read"), "GET /audit");
  assert.match(refused.body.detail, /it takes audit:read/);
});

it("template:manage makes templates", async () => {
  const tokens = [await withScopes("template:manage"), await withScopes("template:read")] as const;
  const [template] = await expectApi(tokens[0], "GET /templates");
  const answers = await Promise.all(
    tokens.map((place) => callApi(place, `PATCH /templates/${template.id}`, { description: "Managed" })),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 403],
  );
});
