import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import {
  addTemplate,
  call,
  collect,
  echoTemplate,
  importEnd,
  postVersion,
  startTemplateDeployment,
} from "../../test/support/template-deployment.ts";
import type { Frames } from "./socket.ts";
import { FileUploaded, Preset, TemplateVersion } from "../wire/template-version.ts";
import { JobLog } from "../wire/provisioner-job.ts";
import { Response } from "../wire/response.ts";
import { RichParameter } from "../wire/rich-parameter.ts";
import { ZERO_UUID, listOf } from "../wire/scalars.ts";
import { WorkspaceResource } from "../wire/workspace-agent.ts";
import { packArchive } from "../wire/template-archive.ts";
import { followJobLogs } from "../workspaces/job-logs.ts";

const FULL = `
parameters:
  - name: region
    type: string
    default: eu
    options: [{ name: Europe, value: eu }, { name: America, value: us }]
presets:
  - { name: Large, default: true, parameters: { region: us } }
  - { name: Small, parameters: { region: eu } }
agents:
  - name: main
    directory: /srv
    apps: [{ slug: web, url: "http://localhost:8080" }]
`;

test("template versions", async (t) => {
  const deployment = await startTemplateDeployment(t);
  const admin = await deployment.person("template-admin");
  const member = await deployment.person();
  const ask = (line: string, value?: unknown) => call(deployment, admin, line, value);
  const post = (archive: Buffer, fields: object = {}) => postVersion(deployment, admin, archive, fields);
  const finish = (answer: Awaited<ReturnType<typeof post>>) => importEnd(deployment, admin, answer);
  const namesOf = async (path: string) =>
    (await ask(`GET ${path}`)).as(listOf(TemplateVersion)).map(({ name }) => name);

  await t.test("are imported: parameters, presets, resources, readme and log are there to read", async () => {
    const posted = await post(await echoTemplate(FULL, { "README.md": "# Read me\n" }), { message: "first" });
    assert.equal(posted.status, 201);
    const pending = posted.as(TemplateVersion);
    assert.match(pending.name, /^[a-z]+_[a-z]+\d\d$/);
    assert.equal(pending.template_id, ZERO_UUID);
    assert.equal(pending.job.type, "template_version_import");
    assert.deepEqual(pending.job.input, { template_version_id: pending.id });
    assert.equal(pending.created_by.id, admin.id);

    const version = await finish(posted);
    assert.equal(version.job.status, "succeeded", version.job.error);
    assert.ok(version.job.started_at && version.job.completed_at);
    assert.equal(version.readme, "# Read me\n");
    assert.equal(version.message, "first");

    const path = `/templateversions/${version.id}`;
    const [parameter] = (await ask(`GET ${path}/rich-parameters`)).as(listOf(RichParameter));
    assert.equal(parameter?.name, "region");
    assert.deepEqual(
      parameter?.options.map(({ value }) => value),
      ["eu", "us"],
    );
    const presets = (await ask(`GET ${path}/presets`)).as(listOf(Preset));
    assert.deepEqual(
      presets.map(({ Name }) => Name),
      ["Large", "Small"],
    );
    assert.deepEqual(presets[0]?.Parameters, [{ Name: "region", Value: "us" }]);
    assert.equal(presets[0]?.Default, true);
    const resources = (await ask(`GET ${path}/resources`)).as(listOf(WorkspaceResource));
    assert.deepEqual(resources, (await ask(`GET ${path}/resources`)).as(listOf(WorkspaceResource)));
    assert.equal(resources[0]?.type, "echo");
    assert.equal(resources[0]?.agents[0]?.name, "main");
    assert.equal(resources[0]?.agents[0]?.apps[0]?.slug, "web");
    for (const list of ["variables", "external-auth", "schema", "parameters"])
      assert.equal((await ask(`GET ${path}/${list}`)).text, "[]\n");

    const logs = (await ask(`GET ${path}/logs`)).as(listOf(JobLog));
    assert.deepEqual(
      [...new Set(logs.map(({ stage }) => stage))],
      ["Setting up", "Parsing template parameters"],
    );
    assert.equal(logs.at(-1)?.output, "Found 1 parameter, 2 presets, 1 agent");
    const later = (await ask(`GET ${path}/logs?after=${logs[0]?.id}`)).as(listOf(JobLog));
    assert.deepEqual(later, logs.slice(1));
    assert.equal((await ask(`GET ${path}/logs?format=text`)).text.split("\n").length, logs.length + 1);
    assert.equal((await ask(`GET ${path}/logs?format=text&follow`)).status, 400);
    assert.equal((await ask(`GET ${path}/logs?follow=false`)).status, 426);
    assert.equal((await ask(`GET ${path}/logs?after=x`)).status, 400);
  });

  await t.test("send their log over a WebSocket, a line a frame, until the import ends", async () => {
    const slow = await echoTemplate("echo: { import: { delay_ms: 100 } }");
    const { id } = (await post(slow)).as(TemplateVersion);
    const path = `/templateversions/${id}/logs`;
    let frames: Frames | undefined;
    const handshake = { accept: (accepted: Frames) => (frames = accepted) };
    const headers = { "Coder-Session-Token": admin.token };
    await deployment.api.request(`/api/v2${path}?follow`, { headers }, { handshake });
    assert.ok(frames);
    const sent = (await collect(frames(AbortSignal.timeout(20_000), Readable.from([])))).map((frame) =>
      JobLog.parse(JSON.parse(frame.toString())),
    );
    assert.deepEqual(sent, (await ask(`GET ${path}`)).as(listOf(JobLog)));
    assert.equal(sent.at(-1)?.output, "Found 0 parameters, 0 presets, 0 agents");
  });

  await t.test("fail with the bad field when their file is wrong, and the log says so", async () => {
    const version = await finish(await post(await echoTemplate("parameters: [{ name: a, type: colour }]")));
    assert.equal(version.job.status, "failed");
    assert.match(version.job.error ?? "", /parameters\[0\]\.type/);
    const logs = (await ask(`GET /templateversions/${version.id}/logs`)).as(listOf(JobLog));
    assert.equal(logs.at(-1)?.log_level, "error");
    assert.match(logs.at(-1)?.output ?? "", /parameters\[0\]\.type/);
    assert.equal((await ask(`GET /templateversions/${version.id}/rich-parameters`)).text, "[]\n");
  });

  await t.test("fail with the provisioners that there are when theirs is none of them", async () => {
    const terraform = await packArchive(new Map([["main.tf", "# nothing"]]));
    const version = await finish(await post(terraform));
    assert.equal(version.job.status, "failed");
    assert.match(version.job.error ?? "", /no provisioner "terraform": available are echo/);
    const notTar = await finish(await post(Buffer.from("not a tar archive".repeat(100))));
    assert.match(notTar.job.error ?? "", /not a tar/);
  });

  await t.test("refuse to tell of an import that has not ended, and can be canceled", async () => {
    const slow = await echoTemplate("echo: { import: { logs: [{ output: waiting }], delay_ms: 3600000 } }");
    const { id, job } = (await post(slow)).as(TemplateVersion);
    const follow = () => followJobLogs(deployment.context, job.id, 0, AbortSignal.timeout(20_000));
    for await (const { output } of follow()) if (output === "waiting") break;
    assert.equal((await ask(`GET /templateversions/${id}/rich-parameters`)).status, 425);
    assert.equal((await ask(`GET /templateversions/${id}/variables`)).status, 403);
    assert.equal((await ask(`GET /templateversions/${id}/resources`)).status, 400);
    assert.equal((await ask(`PATCH /templateversions/${id}/cancel`)).status, 200);
    await collect(follow());
    const canceled = (await ask(`GET /templateversions/${id}`)).as(TemplateVersion);
    assert.equal(canceled.job.status, "canceled");
    assert.ok(canceled.job.canceled_at);
    assert.equal((await ask(`PATCH /templateversions/${id}/cancel`)).status, 400);
  });

  await t.test("of a template come oldest first, in pages, without the archived ones", async () => {
    const template = await addTemplate(deployment, admin, await echoTemplate());
    const fields = (name: string) => ({ template_id: template.id, name });
    const two = await finish(await post(await echoTemplate("description: two\n"), fields("v2.0")));
    const three = await finish(await post(await echoTemplate("description: three\n"), fields("v3.0")));
    const one = (await ask(`GET /templateversions/${template.active_version_id}`)).as(TemplateVersion);
    const path = `/templates/${template.id}/versions`;
    assert.deepEqual(await namesOf(path), [one.name, "v2.0", "v3.0"]);
    assert.deepEqual(await namesOf(`${path}?limit=1&offset=1`), ["v2.0"]);
    assert.deepEqual(await namesOf(`${path}?after_id=${two.id}`), ["v3.0"]);
    assert.equal((await ask(`GET ${path}?after_id=${randomUUID()}`)).status, 400);
    assert.equal((await ask(`GET ${path}/V2.0`)).as(TemplateVersion).id, two.id);
    assert.equal((await ask(`GET ${path}/none`)).status, 404);

    const named = `/organizations/coder/templates/${template.name}/versions`;
    assert.equal((await ask(`GET ${named}/v3.0`)).as(TemplateVersion).id, three.id);
    assert.equal((await ask(`GET ${named}/v3.0/previous`)).as(TemplateVersion).id, two.id);
    assert.equal((await ask(`GET ${named}/${one.name}/previous`)).status, 204);

    const archived = await ask(`POST ${path}/archive`, { all: true });
    assert.equal(archived.status, 200);
    assert.deepEqual(await namesOf(path), [one.name]);
    assert.deepEqual(await namesOf(`${path}?include_archived=true`), [one.name, "v2.0", "v3.0"]);
  });

  await t.test("have names that are theirs alone in their template", async () => {
    const template = await addTemplate(deployment, admin, await echoTemplate());
    const fields = { template_id: template.id, name: "v1" };
    const version = (await post(await echoTemplate(), fields)).as(TemplateVersion);
    const taken = await post(await echoTemplate(), { ...fields, name: "V1" });
    assert.equal(taken.status, 409);
    assert.equal(taken.as(Response).validations?.[0]?.field, "name");
    const other = template.active_version_id;
    assert.equal((await ask(`PATCH /templateversions/${other}`, { name: "v1" })).status, 409);
    const renamed = await ask(`PATCH /templateversions/${version.id}`, { name: "v1.1", message: "why" });
    assert.equal(renamed.as(TemplateVersion).name, "v1.1");
    assert.equal(renamed.as(TemplateVersion).message, "why");
  });

  await t.test("name what they refer to and does not exist", async () => {
    const archive = await echoTemplate();
    assert.equal((await post(archive, { file_id: randomUUID() })).status, 404);
    assert.equal((await post(archive, { template_id: randomUUID() })).status, 404);
    const bad = await post(archive, { storage_method: "git" });
    assert.deepEqual(
      bad.as(Response).validations?.map(({ field }) => field),
      ["storage_method"],
    );
    assert.equal((await ask("GET /templateversions/1")).status, 400);
    assert.equal((await ask(`POST /templateversions/${randomUUID()}/dry-run`, {})).status, 404);
  });

  await t.test("are made and changed by those who may change the template", async () => {
    const template = await addTemplate(deployment, admin, await echoTemplate());
    const path = `/templateversions/${template.active_version_id}`;
    assert.equal((await postVersion(deployment, member, await echoTemplate())).status, 403);
    const fields = { template_id: template.id };
    assert.equal((await postVersion(deployment, member, await echoTemplate(), fields)).status, 403);
    assert.equal((await call(deployment, member, `GET ${path}`)).status, 200);
    assert.equal((await call(deployment, member, `PATCH ${path}`, { message: "x" })).status, 403);
    assert.equal((await call(deployment, member, `PATCH ${path}/cancel`)).status, 403);
  });
});

test("files", async (t) => {
  const deployment = await startTemplateDeployment(t);
  const author = await deployment.person();
  const upload = (archive: Buffer, person = author) => call(deployment, person, "POST /files", archive);

  await t.test("are kept once for each creator", async () => {
    const archive = await echoTemplate(`description: ${randomUUID()}\n`);
    const first = await upload(archive);
    const second = await upload(archive);
    assert.deepEqual([first.status, second.status], [201, 200]);
    assert.deepEqual(second.as(FileUploaded), first.as(FileUploaded));
    const other = await upload(archive, await deployment.person());
    assert.equal(other.status, 201);
    assert.notDeepEqual(other.as(FileUploaded), first.as(FileUploaded));
  });

  await t.test("come back as they were, to their creator and to template administrators", async () => {
    const archive = await echoTemplate(`description: ${randomUUID()}\n`);
    const { hash } = (await upload(archive)).as(FileUploaded);
    const response = await deployment.api.request(`/api/v2/files/${hash}`, {
      headers: { "Coder-Session-Token": author.token },
    });
    assert.equal(response.headers.get("content-type"), "application/x-tar");
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), archive);
    const [admin, other] = [await deployment.person("template-admin"), await deployment.person()];
    assert.equal((await call(deployment, admin, `GET /files/${hash}`)).status, 200);
    assert.equal((await call(deployment, other, `GET /files/${hash}`)).status, 404);
    assert.equal((await call(deployment, author, `GET /files/${hash}?format=zip`)).status, 400);
    assert.equal((await call(deployment, author, `GET /files/${randomUUID()}`)).status, 404);
  });

  await t.test("of another type are refused with the one that is accepted", async () => {
    const response = await deployment.api.request("/api/v2/files", {
      method: "POST",
      headers: { "Coder-Session-Token": author.token, "Content-Type": "application/zip" },
      body: "PK",
    });
    assert.equal(response.status, 400);
    assert.match(Response.parse(await response.json()).message, /must be application\/x-tar/);
  });

  await t.test("of more than 100 MiB are refused", async () => {
    const response = await deployment.api.request("/api/v2/files", {
      method: "POST",
      headers: {
        "Coder-Session-Token": author.token,
        "Content-Type": "application/x-tar",
        "Content-Length": String(100 * 1024 * 1024 + 1),
      },
      body: "too long to send",
    });
    assert.equal(response.status, 400);
    assert.match(Response.parse(await response.json()).message, /at most 104857600 bytes/);
  });
});
