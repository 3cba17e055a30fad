import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { mcpPost, modernRequest } from "../support/mcp-post.ts";

/** Whatever takes the short way through the endpoint must be answered as by the long one. */
const deployment = await startTestDeployment({ after: closeInReverse({ after }) });
const { url, token } = deployment;
/** A request that names its origin, be it the deployment's own, is looked at by the part that knows of origins. */
const LONG_WAY = { origin: url };
const META = "io.modelcontextprotocol/";

interface Case {
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly meta?: Record<string, unknown>;
  readonly body?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly query?: string;
  readonly token?: string;
  readonly status: number;
}

const call = (name: string, args: unknown = {}) => ({
  method: "tools/call",
  params: { name, arguments: args },
});

const CASES: Readonly<Record<string, Case>> = {
  "a list": { status: 200 },
  "a list of fewer tools": { query: "?toolset=minimal&readonly=1", status: 200 },
  "a list with a cursor": { params: { cursor: "x" }, status: 200 },
  "a toolset that there is not": { query: "?toolset=none", status: 400 },
  "a query that comes twice": { query: "?tools=fetch&tools=read_file", status: 200 },
  "a call": { ...call("list_templates"), status: 200 },
  "a call without arguments": {
    method: "tools/call",
    params: { name: "list_templates" },
    status: 200,
  },
  "a call with an id of text": { ...call("list_templates"), body: { id: "ä\n" }, status: 200 },
  "a call with a broken id": { ...call("list_templates"), body: { id: 1.5 }, status: 400 },
  "a call with wrong arguments": { ...call("list_templates", { limit: "x" }), status: 200 },
  "arguments that are no object": { ...call("list_templates", []), status: 200 },
  "a call that fails": { ...call("get_workspace_status", { workspace: "nowhere" }), status: 200 },
  "a tool that there is not": { ...call("nothing"), status: 200 },
  "a tool outside of the selection": {
    ...call("list_templates"),
    query: "?toolset=minimal",
    status: 200,
  },
  "a progress token": { ...call("list_templates"), meta: { progressToken: 7 }, status: 200 },
  "a client that shows forms": {
    ...call("create_workspace", { name: "no name" }),
    meta: { [`${META}clientCapabilities`]: { elicitation: { form: {} } } },
    status: 200,
  },
  "a client that follows tasks": {
    ...call("list_templates"),
    meta: { [`${META}clientCapabilities`]: { extensions: { [`${META}tasks`]: {} } } },
    status: 200,
  },
  "no capabilities": {
    ...call("list_templates"),
    meta: { [`${META}clientCapabilities`]: undefined },
    status: 400,
  },
  "a client without a version": {
    ...call("list_templates"),
    meta: { [`${META}clientInfo`]: { name: 1 } },
    status: 400,
  },
  "a revision that there is not": {
    ...call("list_templates"),
    meta: { [`${META}protocolVersion`]: "2031-01-01" },
    status: 400,
  },
  "a header that names another tool": {
    ...call("list_templates"),
    headers: { "mcp-name": "delete_workspace" },
    status: 400,
  },
  "a header that names another method": {
    ...call("list_templates"),
    headers: { "mcp-method": "tools/list" },
    status: 400,
  },
  "no stream accepted": { ...call("list_templates"), headers: { accept: "application/json" }, status: 200 },
  "another method": { method: "ping", status: 404 },
  "a token that is none": { token: "0123456789-0123456789012345678901", status: 401 },
  "no token": { token: "", status: 401 },
};

const merged = ({ _meta: usual }: { readonly _meta: object }, meta: object) => ({
  _meta: { ...usual, ...meta },
});

async function ask(wanted: Case, headers: Record<string, string> = {}) {
  const { method = "tools/list", params = {}, meta = {}, body = {}, query = "" } = wanted;
  const request = modernRequest(method, params);
  const whole = {
    ...request.body,
    ...body,
    params: { ...request.body.params, ...merged(request.body.params, meta) },
  };
  const place = { url, token: wanted.token ?? token };
  const response = await mcpPost(place, whole, {
    query,
    headers: { ...request.headers, ...wanted.headers, ...headers },
  });
  const sent = Object.fromEntries(response.headers);
  assert.match(String(sent["x-coder-request-id"]), /^[0-9a-f-]{36}$/);
  const { date: _date, "x-coder-request-id": _id, ...rest } = sent;
  const text = (await response.text()).replaceAll(/request [0-9a-f-]{36}/g, "request");
  return { status: response.status, headers: rest, text };
}

describe("the short way answers as the long one", () => {
  for (const [name, wanted] of Object.entries(CASES)) {
    test(name, async () => {
      const long = await ask(wanted, LONG_WAY);
      assert.equal(long.status, wanted.status, long.text);
      assert.deepEqual(await ask(wanted), long);
    });
  }

  test("a body that is no JSON, and one that ends early", async () => {
    const { headers } = modernRequest("tools/list");
    for (const body of ["", "{", "null", "[]", "\u{FEFF}{}"]) {
      const answers = [LONG_WAY, {}].map((more) =>
        mcpPost(deployment, body, { headers: { ...headers, ...more } }),
      );
      const [long, short] = await Promise.all(answers.map(async (answer) => (await answer).text()));
      assert.equal(short, long);
    }
  });

  test("a scope that the token lacks is a 403 that names it", async () => {
    const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", { scopes: ["template:read"] });
    const wanted: Case = { ...call("list_workspaces"), token: key, status: 403 };
    const long = await ask(wanted, LONG_WAY);
    assert.equal(long.status, 403);
    assert.match(String(long.headers["www-authenticate"]), /insufficient_scope/);
    assert.deepEqual(await ask(wanted), long);
    assert.equal((await ask({ ...call("list_templates"), token: key, status: 200 })).status, 200);
  });
});

test("a token that is revoked is refused at the next request", async () => {
  const { key } = await expectApi(deployment, "POST /users/me/keys/tokens", { scopes: ["template:read"] });
  const wanted: Case = { ...call("list_templates"), token: key, status: 200 };
  for (let i = 0; i < 3; i++) assert.equal((await ask(wanted)).status, 200);
  await expectApi(deployment, `DELETE /users/me/keys/${key.slice(0, 10)}`);
  assert.equal((await ask(wanted)).status, 401);
});

test("a list of templates has the change that came before it, however many ask at once", async () => {
  const [{ id }] = await expectApi(deployment, "GET /templates");
  for (const description of ["first", "second", "third"]) {
    const before = Array.from(
      { length: 16 },
      async () => await ask({ ...call("list_templates"), status: 200 }),
    );
    await expectApi(deployment, `PATCH /templates/${id}`, { description });
    const answers = Array.from(
      { length: 16 },
      async () => await ask({ ...call("list_templates"), status: 200 }),
    );
    for (const { text } of await Promise.all(answers)) assert.match(text, new RegExp(description));
    await Promise.all(before);
  }
});

test("every request counts against the limit, by whichever way it comes", async (t) => {
  const limited = await startTestDeployment({ after: closeInReverse(t) }, { mcpRateLimit: 6 });
  const { body, headers } = modernRequest("tools/call", { name: "list_templates", arguments: {} });
  const statuses: number[] = [];
  for (let i = 0; i < 8; i++) {
    const response = await mcpPost(limited, body, {
      headers: { ...headers, ...(i === 2 && { origin: limited.url }) },
    });
    statuses.push(response.status);
    if (response.status === 429) assert.match(response.headers.get("retry-after") ?? "", /^\d+$/);
    await response.text();
  }
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 429, 429]);
});
