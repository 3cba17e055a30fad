import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { WebSocket } from "ws";
import { addTemplate, addVersion } from "../support/add-template.ts";
import { callApi, expectApi, type Answer, type Place } from "../support/api-calls.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { newMember } from "../support/people.ts";

type Body = Answer["body"];

// A limit that no test here reaches: without one there are no headers that tell of it.
const deployment = await startTestDeployment({ after }, { apiRateLimit: 512 });
const api = (line: string, value?: unknown) => callApi(deployment, line, value);
const get = (line: string, value?: unknown): Promise<Body> => expectApi(deployment, line, value);

let template: Body;
let workspace: Body;
let member: Place;
before(async () => {
  template = await addTemplate(deployment, "rules", "provisioner: echo\ndescription: <a> & <b>\n");
  workspace = await get("POST /users/me/workspaces", { name: "mine", template_id: template.id });
  member = { ...deployment, ...(await newMember(deployment)) };
});

describe("every answer (coder-api 0.1)", () => {
  for (const [name, line, status] of [
    ["a success", "GET /users/me", 200],
    ["a refusal", "GET /templates/none", 400],
    ["an unknown route", "GET /none", 404],
  ] as const) {
    test(`${name} carries Coder's headers`, async () => {
      const { status: answered, headers, text } = await api(line);
      assert.equal(answered, status);
      assert.match(headers.get("x-coder-build-version") ?? "", /^v\d+\.\d+\.\d+/);
      assert.match(headers.get("x-coder-request-id") ?? "", /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
      assert.match(text, /^[^\n]+\n$/);
      assert.equal(headers.get("x-ratelimit-limit"), "512");
      assert.match(headers.get("x-ratelimit-remaining") ?? "", /^\d+$/);
      assert.ok(Number(headers.get("x-ratelimit-reset")) * 1000 > Date.now());
    });
  }

  test("escapes what HTML reads as its own", async () => {
    const { text, body } = await api(`GET /templates/${template.id}`);
    assert.ok(text.includes(String.raw`\u003ca\u003e \u0026 \u003cb\u003e`), text);
    assert.equal(body.description, "<a> & <b>");
  });

  test("of a path with repeated slashes is the path's", async () => {
    assert.equal((await api("GET //users//me")).status, 200);
  });
});

test("who is unknown is told how to log in (coder-api 1.2)", async () => {
  const { status, headers, body } = await callApi({ ...deployment, token: "" }, "GET /workspaces");
  assert.equal(status, 401);
  assert.equal(typeof body.message, "string");
  const challenge = headers.get("www-authenticate") ?? "";
  assert.match(challenge, /^Bearer realm="coder"/);
  assert.ok(challenge.includes(`resource_metadata="${deployment.url}/.well-known/oauth-protected-resource"`));
  const wrong = await callApi(
    { ...deployment, token: "aaaaaaaaaa-bbbbbbbbbbbbbbbbbbbbbb" },
    "GET /workspaces",
  );
  assert.match(wrong.headers.get("www-authenticate") ?? "", /error="invalid_token"/);
});

describe("what is hidden and what is forbidden (coder-api 7.4)", () => {
  test("is the same 404 for what others own as for what is not there", async () => {
    for (const path of ["/workspaces/", "/workspacebuilds/", "/workspaceagents/"]) {
      const id = path === "/workspaces/" ? workspace.id : workspace.latest_build.id;
      const hidden = await callApi(member, `GET ${path}${id}`);
      const absent = await callApi(member, `GET ${path}${randomUUID()}`);
      assert.deepEqual([hidden.status, hidden.body], [404, absent.body]);
    }
  });

  test("is 403 for what can be read and not changed", async () => {
    const { status, body } = await callApi(member, `PATCH /templates/${template.id}`, { description: "x" });
    assert.deepEqual([status, body.message], [403, "Forbidden."]);
    assert.equal((await callApi(member, "GET /audit")).status, 403);
  });

  test("a bad UUID is 400, and names its part of the path", async () => {
    const { status, body } = await api("GET /workspaces/none");
    assert.deepEqual([status, body.validations[0].field], [400, "workspace"]);
  });
});

describe("pages (coder-api 0.3)", () => {
  test("limit and offset part a list, and a limit of 0 is none", async () => {
    const all: Body[] = (await get("GET /users")).users;
    const second = await get("GET /users?limit=1&offset=1");
    assert.deepEqual([second.users[0].id, second.count], [all[1]?.id, all.length]);
    assert.equal((await get("GET /users?limit=0")).users.length, all.length);
    assert.deepEqual((await get("GET /users?offset=100")).users, []);
  });

  for (const bad of ["limit=-1", "limit=x", "offset=1.5", "after_id=x"]) {
    test(`${bad} is refused by its name`, async () => {
      const { status, body } = await api(`GET /workspaces?${bad}`);
      assert.deepEqual([status, body.validations[0].field], [400, bad.split("=")[0]]);
    });
  }

  test("versions come oldest first, also behind one; one that is not there is 400", async () => {
    const later = await addVersion(deployment, "provisioner: echo\n", { template_id: template.id });
    const versions: Body[] = await get(`GET /templates/${template.id}/versions`);
    assert.deepEqual(
      versions.map(({ id }) => id),
      [template.active_version_id, later.id],
    );
    const behind: Body[] = await get(
      `GET /templates/${template.id}/versions?after_id=${template.active_version_id}`,
    );
    assert.deepEqual([behind.length, behind[0].id], [1, later.id]);
    assert.equal((await api(`GET /templates/${template.id}/versions?after_id=${randomUUID()}`)).status, 400);
  });
});

describe("statuses (coder-api 10.2)", () => {
  test("201 for a login and a key, 204 for the end of a key, 200 for that of a user", async () => {
    const { owner } = deployment;
    assert.equal((await callApi({ ...deployment, token: "" }, "POST /users/login", owner)).status, 201);
    const key = await api("POST /users/me/keys");
    assert.equal(key.status, 201);
    assert.equal((await api(`DELETE /users/me/keys/${key.body.key.split("-")[0]}`)).status, 204);
    const { username } = await get("GET /users/me");
    const gone = await newMember(deployment);
    assert.notEqual(gone.username, username);
    assert.equal((await api(`DELETE /users/${gone.username}`)).status, 200);
  });

  test("201 for an upload and 200 for the same again, whose hash is a UUID", async () => {
    const archive = Buffer.alloc(1024);
    const [first, again] = [await api("POST /files", archive), await api("POST /files", archive)];
    assert.deepEqual([first.status, again.status, again.body], [201, 200, first.body]);
    assert.match(first.body.hash, /^[0-9a-f-]{36}$/);
  });
});

test("a refused WebSocket is answered with the headers of every answer", async () => {
  const url = `${deployment.url.replace("http", "ws")}/api/v2/workspaces/${workspace.id}/watch-ws`;
  const socket = new WebSocket(url);
  socket.on("error", () => undefined);
  const [, response] = await once(socket, "unexpected-response");
  assert.equal(response.statusCode, 401);
  assert.match(response.headers["x-coder-build-version"], /^v\d/);
  assert.match(response.headers["www-authenticate"], /^Bearer/);
  response.resume();
});
