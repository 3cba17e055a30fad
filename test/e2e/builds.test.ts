import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { z } from "zod";
import { serverSentEvents } from "../../src/client/server-sent-events.ts";
import { addTemplate, addVersion } from "../support/add-template.ts";
import { callApi, expectApi, type Answer, type Place } from "../support/api-calls.ts";
import { startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { deleteAllWorkspaces } from "../support/delete-all-workspaces.ts";
import { startServer } from "../support/server-process.ts";
import { readSocket } from "../support/sockets.ts";
import { until } from "../support/until.ts";

type Body = Answer["body"];

const deployment = await startTestDeployment({ after });
const api = (line: string, value?: unknown) => callApi(deployment, line, value);
const get = (line: string, value?: unknown) => expectApi(deployment, line, value);

const SLOW = `
provisioner: echo
echo:
  start: { delay_ms: 600000, logs: [{ output: one }, { output: two }] }
`;
const QUICK = `
provisioner: echo
parameters:
  - { name: size, type: number, default: 2, validation: { min: 1, max: 8 } }
  - { name: region, options: [{ name: Europe, value: eu }, { name: America, value: us }] }
echo:
  start: { logs: [{ output: begun }] }
`;

let slow: Body;
let quick: Body;
before(async () => {
  slow = await addTemplate(deployment, "slow", SLOW);
  quick = await addTemplate(deployment, "quick", QUICK);
});

const region = [{ name: "region", value: "eu" }];

async function create(template: Body, fields: object = {}, place: Place = deployment): Promise<Body> {
  const body = { name: `w${randomUUID().slice(0, 8)}`, template_id: template.id, ...fields };
  return await expectApi(place, "POST /users/me/workspaces", body);
}

const buildWith = async (status: string, id: string, place: Place = deployment): Promise<Body> =>
  await until(`build ${id} is ${status}`, async () => {
    const build = await expectApi(place, `GET /workspacebuilds/${id}`);
    return build.job.status === status && build;
  });

describe("one build at a time", () => {
  test("a second one is refused with 409 while the first is active", async () => {
    const workspace = await create(slow);
    const second = await api(`POST /workspaces/${workspace.id}/builds`, { transition: "stop" });
    assert.equal(second.status, 409);
    assert.match(second.body.message, /build is already active/);
    assert.equal((await get(`GET /workspaces/${workspace.id}/builds`)).length, 1);
  });

  test("of many requests at once one is taken", async () => {
    const workspace = await create(quick, { rich_parameter_values: region });
    await buildWith("succeeded", workspace.latest_build.id);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api(`POST /workspaces/${workspace.id}/builds`, { transition: "stop" })),
    );
    const taken = answers.filter(({ status }) => status === 201);
    assert(answers.every(({ status }) => status === 201 || status === 409));
    assert(taken.length >= 1);
    const numbers = (await get(`GET /workspaces/${workspace.id}/builds`)).map(
      ({ build_number }: Body) => build_number,
    );
    assert.deepEqual(
      numbers.toSorted((a: number, b: number) => a - b),
      Array.from({ length: taken.length + 1 }, (_, index) => index + 1),
    );
  });
});

describe("cancel", () => {
  test("a running build ends as canceled, and the workspace can be started again", async () => {
    const workspace = await create(slow);
    const { id } = await buildWith("running", workspace.latest_build.id);
    const wrong = await api(`PATCH /workspacebuilds/${id}/cancel?expect_status=pending`);
    assert.equal(wrong.status, 412);
    assert.equal((await api(`PATCH /workspacebuilds/${id}/cancel`)).status, 200);
    const ended = await buildWith("canceled", id);
    assert.equal(ended.status, "canceled");
    assert.equal((await api(`PATCH /workspacebuilds/${id}/cancel`)).status, 400);
    const again = await get(`POST /workspaces/${workspace.id}/builds`, { transition: "start" });
    assert.equal(again.build_number, 2);
  });

  test("a pending build ends at once and never runs", async () => {
    // Eight run at once, so a ninth has to wait.
    const running = await Promise.all(Array.from({ length: 8 }, () => create(slow)));
    const active = await Promise.all(
      running.map(({ latest_build: { id } }) => get(`GET /workspacebuilds/${id}`)),
    );
    assert.equal(active.length, 8);
    const workspace = await create(slow);
    const pending = await get(`GET /workspacebuilds/${workspace.latest_build.id}`);
    assert.equal(pending.job.status, "pending");
    assert.equal((await api(`PATCH /workspacebuilds/${pending.id}/cancel`)).status, 200);
    const ended = await get(`GET /workspacebuilds/${pending.id}`);
    assert.equal(ended.job.status, "canceled");
    await deleteAllWorkspaces(deployment);
    assert.deepEqual(await get(`GET /workspacebuilds/${pending.id}/logs`), []);
  });
});

test("a cancel at any moment of a build's start ends it", async () => {
  for (let round = 0; round < 20; round++) {
    const { latest_build: build, id } = await create(slow);
    if (round % 2 === 1) await buildWith("running", build.id);
    assert.equal((await api(`PATCH /workspacebuilds/${build.id}/cancel`)).status, 200);
    await buildWith("canceled", build.id);
    await get(`POST /workspaces/${id}/builds`, { transition: "delete" });
  }
});

describe("logs", () => {
  test("are followed by WebSocket until the build's end, and stored", async () => {
    const workspace = await create(slow);
    const { id } = workspace.latest_build;
    const followed = readSocket<Body>(deployment, `/workspacebuilds/${id}/logs?follow`);
    const first = await readSocket<Body>(
      deployment,
      `/workspacebuilds/${id}/logs?follow&after=0`,
      ({ output }) => output === "two",
    );
    await api(`PATCH /workspacebuilds/${id}/cancel`);
    const lines = await followed;
    const outputs = lines.map(({ output }) => output);
    assert.deepEqual(outputs.slice(0, 3), ["Build 1 (start) by admin", "one", "two"]);
    assert.deepEqual(first, lines.slice(0, first.length));
    const stored = await get(`GET /workspacebuilds/${id}/logs`);
    assert.deepEqual(stored, lines);
    assert.deepEqual(await get(`GET /workspacebuilds/${id}/logs?after=${stored[1].id}`), stored.slice(2));
    const text = await api(`GET /workspacebuilds/${id}/logs?format=text`);
    assert.match(text.text, /\[info\] Echo: two\n/);
  });

  test("of a missing build are refused in the handshake", async () => {
    await assert.rejects(readSocket(deployment, `/workspacebuilds/${randomUUID()}/logs?follow`), /404/);
    const plain = await api(
      `GET /workspacebuilds/${(await create(quick, { rich_parameter_values: region })).latest_build.id}/logs?follow`,
    );
    assert.equal(plain.status, 426);
  });
});

describe("watch", () => {
  test("server-sent events tell every state up to the last", async () => {
    const workspace = await create(slow);
    const response = await fetch(`${deployment.url}/api/v2/workspaces/${workspace.id}/watch`, {
      headers: { "Coder-Session-Token": deployment.token },
    });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert(response.body !== null);
    const seen: string[] = [];
    for await (const { event, data } of serverSentEvents(response.body)) {
      if (event !== "data") continue;
      const { status } = JSON.parse(data).latest_build;
      seen.push(status);
      if (status === "starting") await api(`PATCH /workspacebuilds/${workspace.latest_build.id}/cancel`);
      if (status === "canceled") break;
    }
    assert(seen.includes("starting"), seen.join());
  });

  test("the WebSocket twin sends the same in frames", async () => {
    const workspace = await create(quick, { rich_parameter_values: region });
    const frames = await readSocket<Body>(
      deployment,
      `/workspaces/${workspace.id}/watch-ws`,
      ({ data }) => data.latest_build.status === "running",
    );
    assert(frames.every(({ type, data }) => type === "data" && data.id === workspace.id));
  });
});

describe("template imports", () => {
  test("fail with the line that is wrong", async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["provisioner: [", /template\.yaml/],
      ["provisioner: echo\nparameter: []", /parameter.*did you mean.*parameters/i],
      ["provisioner: echo\nparameters: [{ name: a, type: int }]", /parameters.*type/],
      ["provisioner: echo\necho: { import: { fail: no network } }", /no network/],
    ];
    for (const [yaml, error] of cases) {
      const { job, id } = await addVersion(deployment, yaml);
      assert.equal(job.status, "failed");
      assert.match(job.error, error);
      const template = await api("POST /organizations/default/templates", {
        name: "never",
        template_version_id: id,
      });
      assert.equal(template.status, 400);
      assert.match(template.text, /template_version_id|import/);
    }
    assert.equal((await api("GET /organizations/default/templates/never")).status, 404);
  });

  test("an archive without template.yaml, or none at all, names what is missing", async () => {
    const { hash } = await get("POST /files", Buffer.from("not a tar archive".repeat(100)));
    const version = await get("POST /organizations/default/templateversions", {
      storage_method: "file",
      provisioner: "terraform",
      file_id: hash,
    });
    const ended = await until("the import has ended", async () => {
      const { job } = await get(`GET /templateversions/${version.id}`);
      return job.status === "failed" && job;
    });
    assert.notEqual(ended.error, "");
  });
});

const values = async (id: string) =>
  Object.fromEntries(
    (await get(`GET /workspacebuilds/${id}/parameters`)).map(({ name, value }: Body) => [name, value]),
  );

describe("parameters", () => {
  test("are checked before anything is created", async () => {
    const cases: readonly (readonly [object[], RegExp])[] = [
      [[], /region/],
      [[{ name: "region", value: "asia" }], /region.*eu.*us/s],
      [[...region, { name: "size", value: "9" }], /size.*8/s],
      [[...region, { name: "size", value: "two" }], /size.*number/s],
      [[...region, { name: "sise", value: "2" }], /sise/],
    ];
    for (const [given, error] of cases) {
      const answer = await api("POST /users/me/workspaces", {
        name: "unborn",
        template_id: quick.id,
        rich_parameter_values: given,
      });
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, error);
    }
    assert.equal((await api("GET /users/me/workspace/unborn")).status, 404);
  });

  test("are kept from build to build, and changed by a start", async () => {
    const workspace = await create(quick, { rich_parameter_values: region });
    await buildWith("succeeded", workspace.latest_build.id);
    assert.deepEqual(await values(workspace.latest_build.id), { region: "eu", size: "2" });
    const change = [{ name: "size", value: "5" }];
    const started = await get(`POST /workspaces/${workspace.id}/builds`, {
      transition: "start",
      rich_parameter_values: change,
    });
    await buildWith("succeeded", started.id);
    const stopped = await get(`POST /workspaces/${workspace.id}/builds`, { transition: "stop" });
    assert.deepEqual(await values(stopped.id), { region: "eu", size: "5" });
  });

  test("a version of another template is refused", async () => {
    const workspace = await create(quick, { rich_parameter_values: region });
    await buildWith("succeeded", workspace.latest_build.id);
    const other = await api(`POST /workspaces/${workspace.id}/builds`, {
      transition: "start",
      template_version_id: slow.active_version_id,
    });
    assert.equal(other.status, 400);
    assert.match(other.text, /template_version_id.*another template/s);
  });
});

test("a deleted workspace is 410 by id, 404 by name, and its name is free", async () => {
  const workspace = await create(quick, { rich_parameter_values: region });
  await buildWith("succeeded", workspace.latest_build.id);
  const { id } = await get(`POST /workspaces/${workspace.id}/builds`, { transition: "delete" });
  await buildWith("succeeded", id);
  assert.equal((await api(`GET /workspaces/${workspace.id}`)).status, 410);
  assert.equal(
    (await api(`GET /workspaces/${workspace.id}?include_deleted=true`)).body.latest_build.status,
    "deleted",
  );
  assert.equal((await api(`GET /users/me/workspace/${workspace.name}`)).status, 404);
  assert.equal((await api(`POST /workspaces/${workspace.id}/builds`, { transition: "start" })).status, 410);
  assert.equal((await api(`GET /workspaces/${randomUUID()}`)).status, 404);
  await create(quick, { name: workspace.name, rich_parameter_values: region });
});

test("an idempotency key makes one build", async () => {
  const workspace = await create(quick, { rich_parameter_values: region });
  await buildWith("succeeded", workspace.latest_build.id);
  const post = () =>
    fetch(`${deployment.url}/api/v2/workspaces/${workspace.id}/builds`, {
      method: "POST",
      headers: { "Coder-Session-Token": deployment.token, "Idempotency-Key": `k-${workspace.id}` },
      body: JSON.stringify({ transition: "stop" }),
    });
  const ids = await Promise.all(
    [post(), post(), post()].map(
      async (answer) => z.object({ id: z.uuid() }).parse(await (await answer).json()).id,
    ),
  );
  assert.equal(new Set(ids).size, 1);
  assert.equal((await get(`GET /workspaces/${workspace.id}/builds`)).length, 2);
});

describe("a server that ends in mid-build", () => {
  // An embedded database, as most deployments have one: it dies with its server and comes back with the next.
  test("is killed: the next one resumes the build; is interrupted: it ends in under 3 s, and so again", async (t) => {
    const configDir = await temporaryDirectory(t);
    const first = await startServer({ configDir });
    t.after(() => first.end("SIGKILL"));
    const template = await addTemplate(first, "brief", SLOW.replace("600000", "1500"));
    const workspace = await create(template, {}, first);
    await buildWith("running", workspace.latest_build.id, first);
    assert.deepEqual(await first.end("SIGKILL"), [null, "SIGKILL"]);

    const second = await startServer({ configDir, port: first.port });
    t.after(() => second.end("SIGKILL"));
    const resumed = await buildWith("succeeded", workspace.latest_build.id, second);
    assert.equal(resumed.build_number, 1);
    const stopped = await expectApi(second, `POST /workspaces/${workspace.id}/builds`, {
      transition: "stop",
    });
    await buildWith("succeeded", stopped.id, second);

    const again = await expectApi(second, `POST /workspaces/${workspace.id}/builds`, { transition: "start" });
    await buildWith("running", again.id, second);
    const begin = performance.now();
    assert.deepEqual(await second.end("SIGINT"), [0, null]);
    assert(performance.now() - begin < 3000, `took ${performance.now() - begin} ms`);

    const third = await startServer({ configDir, port: first.port });
    t.after(() => third.end("SIGTERM"));
    await buildWith("succeeded", again.id, third);
    const builds = await expectApi(third, `GET /workspaces/${workspace.id}/builds`);
    assert.deepEqual(
      builds.map(({ job }: Body) => job.status),
      ["succeeded", "succeeded", "succeeded"],
    );
  });
});
