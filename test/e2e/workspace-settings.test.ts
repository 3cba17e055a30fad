import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { addTemplate } from "../support/add-template.ts";
import { callApi, expectApi, type Answer, type Place } from "../support/api-calls.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { newMember, type Member } from "../support/people.ts";
import { readSocket } from "../support/sockets.ts";
import { until } from "../support/until.ts";

type Body = Answer["body"];

const TEMPLATE = `
provisioner: echo
agents: [{ name: main }]
parameters:
  - { name: size, type: number, default: 2, validation: { min: 1, max: 8 } }
  - { name: once, default: a, mutable: true, ephemeral: true }
`;
const HOUR_MS = 3_600_000;

const deployment = await startTestDeployment({ after });
const api = (line: string, value?: unknown) => callApi(deployment, line, value);
const get = (line: string, value?: unknown) => expectApi(deployment, line, value);

let template: Body;
let member: Member & Place;
before(async () => {
  template = await addTemplate(deployment, "quick", TEMPLATE);
  member = { ...deployment, ...(await newMember(deployment)) };
});

async function built(fields: object = {}, place: Place = deployment): Promise<Body> {
  const body = { name: `w${randomUUID().slice(0, 8)}`, template_id: template.id, ...fields };
  const { id } = await expectApi(place, "POST /users/me/workspaces", body);
  return await idle(id, place);
}

/** The workspace, once its latest build has ended. */
const idle = async (id: string, place: Place = deployment): Promise<Body> =>
  await until(`workspace ${id} is built`, async () => {
    const workspace = await expectApi(place, `GET /workspaces/${id}`);
    return workspace.latest_build.job.completed_at !== undefined && workspace;
  });

test("a favorite is its owner's: it comes first for the owner, and nobody else sees that it is one", async () => {
  const [first, last] = [await built({ name: "aaa" }, member), await built({ name: "zzz" }, member)];
  const path = `/workspaces/${last.id}/favorite`;
  assert.equal((await api(`PUT ${path}`)).status, 403);
  assert.equal((await callApi(member, `PUT ${path}`)).status, 204);
  const names = async (): Promise<string[]> =>
    (await expectApi(member, "GET /workspaces?q=owner:me")).workspaces.map(({ name }: Body) => name);
  assert.deepEqual(await names(), ["zzz", "aaa"]);
  assert.equal((await expectApi(member, `GET /workspaces/${last.id}`)).favorite, true);
  assert.equal((await get(`GET /workspaces/${last.id}`)).favorite, false);
  assert.equal((await callApi(member, `DELETE ${path}`)).status, 204);
  assert.deepEqual(await names(), ["aaa", "zzz"]);
  assert.equal((await expectApi(member, `GET /workspaces/${first.id}`)).favorite, false);
});

test("a dormant workspace is stopped, and woken by a start", async () => {
  const { id } = await built();
  const path = `/workspaces/${id}/dormant`;
  assert.equal((await api(`PUT ${path}`, { dormant: false })).status, 304);
  const { body } = await api(`PUT ${path}`, { dormant: true });
  assert.ok(Date.parse(body.dormant_at) > 0);
  assert.equal((await api(`PUT ${path}`, { dormant: true })).status, 304);
  const { latest_build: build } = await idle(id);
  assert.deepEqual([build.transition, build.reason, build.status], ["stop", "dormancy", "stopped"]);
  assert.equal((await get("GET /workspaces?q=dormant:true")).count, 1);
  await get(`POST /workspaces/${id}/builds`, { transition: "start" });
  assert.equal((await idle(id)).dormant_at, null);
});

test("waking a dormant workspace leaves it stopped", async () => {
  const { id } = await built();
  await get(`PUT /workspaces/${id}/dormant`, { dormant: true });
  await idle(id);
  const { body } = await api(`PUT /workspaces/${id}/dormant`, { dormant: false });
  assert.deepEqual([body.dormant_at, body.latest_build.status], [null, "stopped"]);
});

const at = (ms: number) => ({ deadline: new Date(Date.now() + ms).toISOString() });

describe("the deadline", () => {
  test("is the TTL after the last use, and can be put off", async () => {
    const { id, latest_build: build } = await built({ ttl_ms: HOUR_MS });
    const left = Date.parse(build.deadline) - Date.parse(build.job.completed_at);
    assert.ok(left >= HOUR_MS, String(left));
    const soon = await api(`PUT /workspaces/${id}/extend`, at(60_000));
    assert.deepEqual([soon.status, soon.body.validations[0].field], [400, "deadline"]);
    const later = at(3 * HOUR_MS);
    assert.equal((await api(`PUT /workspaces/${id}/extend`, later)).status, 200);
    assert.equal((await get(`GET /workspaces/${id}`)).latest_build.deadline, later.deadline);
  });

  test("is null without a TTL and once stopped; then nothing can be put off", async () => {
    const { id, latest_build: build } = await built();
    assert.equal(build.deadline, null);
    assert.equal((await api(`PUT /workspaces/${id}/extend`, at(HOUR_MS))).status, 409);
  });
});

test("settings that need no build are kept, and a schedule is refused", async () => {
  const { id } = await built();
  assert.equal((await api(`PUT /workspaces/${id}/autoupdates`, { automatic_updates: "always" })).status, 204);
  assert.equal((await get(`GET /workspaces/${id}`)).automatic_updates, "always");
  assert.equal((await api(`PUT /workspaces/${id}/autostart`, { schedule: null })).status, 204);
  const refused = await api(`PUT /workspaces/${id}/autostart`, { schedule: "CRON_TZ=UTC 0 9 * * 1-5" });
  assert.deepEqual([refused.status, refused.body.validations[0].field], [400, "schedule"]);
  assert.deepEqual(await get(`GET /workspaces/${id}/resolve-autostart`), { parameter_mismatch: false });
});

test("builds after another have greater numbers", async () => {
  const { id } = await built();
  await get(`POST /workspaces/${id}/builds`, { transition: "stop" });
  const { latest_build: stop } = await idle(id);
  const [, start]: Body[] = await get(`GET /workspaces/${id}/builds`);
  assert.deepEqual(
    (await get(`GET /workspaces/${id}/builds?after_id=${start.id}`)).map(({ id: one }: Body) => one),
    [stop.id],
  );
  assert.deepEqual(await get(`GET /workspaces/${id}/builds?after_id=${stop.id}`), []);
});

test("timings tell what a build took", async () => {
  const { id, latest_build: build } = await built();
  const timings = await get(`GET /workspaces/${id}/timings`);
  assert.deepEqual(await get(`GET /workspacebuilds/${build.id}/timings`), timings);
  const [{ job_id: job, started_at: started, ended_at: ended, source, action }] = timings.provisioner_timings;
  assert.deepEqual([job, source, action], [build.job.id, "echo", "create"]);
  assert.ok(Date.parse(started) <= Date.parse(ended));
  assert.deepEqual([timings.agent_script_timings, timings.agent_connection_timings], [[], []]);
});

test("states are for those who may change the template", async () => {
  const { latest_build: build } = await built({}, member);
  assert.equal((await callApi(member, `GET /workspacebuilds/${build.id}/state`)).status, 403);
  const { status, text } = await api(`GET /workspacebuilds/${build.id}/state`);
  assert.deepEqual([status, text], [200, ""]);
});

const dryRuns = () => `/templateversions/${template.active_version_id}/dry-run`;

describe("a dry-run", () => {
  test("plans a workspace, and its log can be followed", async () => {
    const job = await expectApi(member, `POST ${dryRuns()}`, {
      rich_parameter_values: [{ name: "size", value: "3" }],
    });
    assert.deepEqual([job.type, job.status], ["template_version_dry_run", "succeeded"]);
    assert.deepEqual(await expectApi(member, `GET ${dryRuns()}/${job.id}`), job);
    const lines = await readSocket<Body>(member, `${dryRuns()}/${job.id}/logs?follow`);
    assert.match(lines[0].output, /main/);
    const [resource] = await expectApi(member, `GET ${dryRuns()}/${job.id}/resources`);
    assert.deepEqual([resource.job_id, resource.agents[0].name], [job.id, "main"]);
    assert.equal((await expectApi(member, `GET ${dryRuns()}/${job.id}/matched-provisioners`)).count, 1);
    assert.equal((await callApi(member, `PATCH ${dryRuns()}/${job.id}/cancel`)).status, 400);
  });

  test("refuses bad parameters, and is hidden from others", async () => {
    const bad = await callApi(member, `POST ${dryRuns()}`, {
      rich_parameter_values: [{ name: "size", value: "9" }],
    });
    assert.deepEqual([bad.status, bad.body.validations[0].field], [400, "size"]);
    const { id } = await get(`POST ${dryRuns()}`, {});
    assert.equal((await callApi(member, `GET ${dryRuns()}/${id}`)).status, 404);
    const { latest_build: build } = await built({}, member);
    assert.equal((await callApi(member, `GET ${dryRuns()}/${build.job.id}`)).status, 404);
  });
});

test("a form is filled with what was given the last time, without what is asked anew", async () => {
  const values = [
    { name: "size", value: "7" },
    { name: "once", value: "b" },
  ];
  await built({ rich_parameter_values: values }, member);
  const path = `/users/me/autofill-parameters?template_id=${template.id}`;
  assert.deepEqual(await expectApi(member, `GET ${path}`), [{ name: "size", value: "7" }]);
  assert.equal((await callApi(member, "GET /users/me/autofill-parameters")).status, 400);
});

test("workspaces can be made for all members, or for none", async () => {
  const path = "/organizations/default/members/me/workspaces/available-users";
  const users: Body[] = await get(`GET ${path}`);
  assert.ok(users.some(({ username }) => username === member.username));
  assert.deepEqual(Object.keys(users[0]).toSorted(), ["avatar_url", "id", "name", "username"]);
  assert.equal((await callApi(member, `GET ${path}`)).status, 403);
});

test("jobs tell what they are about; members see their own", async () => {
  const mine = await built({}, member);
  const theirs = await built();
  const path = "/organizations/default/provisionerjobs";
  const [job] = await get(`GET ${path}?limit=1`);
  assert.equal(job.id, theirs.latest_build.job.id);
  assert.equal(job.metadata.workspace_name, theirs.name);
  assert.equal(job.metadata.template_name, "quick");
  const jobs: Body[] = await expectApi(member, `GET ${path}?limit=100`);
  assert.ok(jobs.some(({ id }) => id === mine.latest_build.job.id));
  assert.ok(!jobs.some(({ id }) => id === job.id));
  assert.equal((await callApi(member, `GET ${path}/${job.id}`)).status, 404);
  assert.equal((await get(`GET ${path}/${job.id}`)).metadata.workspace_id, theirs.id);
  assert.equal((await get(`GET ${path}?ids=${job.id}&status=succeeded&initiator=me`)).length, 1);
  assert.equal((await api(`GET ${path}?status=done`)).status, 400);
});

test("the settings of the deployment are for owners and auditors", async () => {
  assert.equal((await callApi(member, "GET /deployment/config")).status, 403);
  assert.deepEqual(Object.keys(await get("GET /deployment/config")), ["config", "options"]);
});
