import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import {
  addTemplate,
  call,
  echoTemplate,
  importEnd,
  postVersion,
  startTemplateDeployment,
} from "../../test/support/template-deployment.ts";
import { insertBuild } from "../db/builds.ts";
import { insertWorkspace } from "../db/workspaces.ts";
import { Response } from "../wire/response.ts";
import { listOf } from "../wire/scalars.ts";
import { TemplateVersion } from "../wire/template-version.ts";
import { Template } from "../wire/template.ts";

test("templates", async (t) => {
  const deployment = await startTemplateDeployment(t);
  const admin = await deployment.person("template-admin");
  const member = await deployment.person();
  const as = (person: typeof admin) => (line: string, value?: unknown) =>
    call(deployment, person, line, value);
  const [adminCalls, memberCalls] = [as(admin), as(member)];
  const messageOf = async (answer: ReturnType<typeof adminCalls>) => (await answer).as(Response).message;

  const create = (name: string, id: string) =>
    adminCalls("POST /organizations/default/templates", { name, template_version_id: id });
  const find = async (q: string, path = "/templates") => {
    const found = await memberCalls(`GET ${path}?q=${encodeURIComponent(q)}`);
    assert.equal(found.status, 200, found.text);
    return found.as(listOf(Template)).map(({ name }) => name);
  };

  await t.test(
    "are made of an imported version, whose file fills in what the request leaves out",
    async () => {
      const archive = await echoTemplate(
        "display_name: Node\ndescription: For Node.\nicon: /n.svg\nidle_ttl: 1h\n",
      );
      const version = await importEnd(deployment, admin, await postVersion(deployment, admin, archive));
      const name = `t${randomUUID().slice(0, 8)}`;
      const body = { name, template_version_id: version.id, display_name: "", icon: "/own.svg" };
      const created = await adminCalls("POST /organizations/coder/templates", body);
      assert.equal(created.status, 201);
      const template = created.as(Template);
      assert.equal(template.display_name, "Node");
      assert.equal(template.description, "For Node.");
      assert.equal(template.icon, "/own.svg");
      assert.equal(template.default_ttl_ms, 3_600_000);
      assert.equal(template.activity_bump_ms, 3_600_000);
      assert.equal(template.provisioner, "echo");
      assert.equal(template.active_version_id, version.id);
      assert.equal(template.created_by_id, admin.id);
      assert.equal(template.organization_name, "coder");
      assert.deepEqual(template.build_time_stats?.["start"], { P50: null, P95: null });
      assert.deepEqual((await memberCalls(`GET /templates/${template.id}`)).as(Template), template);
      const named = await memberCalls(`GET /organizations/default/templates/${name.toUpperCase()}`);
      assert.deepEqual(named.as(Template), template);
    },
  );

  await t.test(
    "refuse a taken name, an unknown version, another template's version and a failed import",
    async () => {
      const template = await addTemplate(deployment, admin, await echoTemplate());
      const fresh = await importEnd(
        deployment,
        admin,
        await postVersion(deployment, admin, await echoTemplate()),
      );
      const failing = await echoTemplate("echo: { import: { fail: no such image } }");
      const failed = await importEnd(deployment, admin, await postVersion(deployment, admin, failing));
      assert.equal((await create(template.name.toUpperCase(), fresh.id)).status, 409);
      assert.equal((await create(`t${randomUUID().slice(0, 8)}`, randomUUID())).status, 404);
      const attached = await create(`t${randomUUID().slice(0, 8)}`, template.active_version_id);
      assert.equal(attached.status, 400);
      assert.match(attached.as(Response).message, /template_version_id: .*belongs to another template/);
      const ofFailed = await create(`t${randomUUID().slice(0, 8)}`, failed.id);
      assert.equal(ofFailed.status, 400);
      assert.match(ofFailed.as(Response).message, /failed: .*no such image/);
    },
  );

  await t.test("name the bad fields of a request", async () => {
    const answer = await adminCalls("POST /organizations/default/templates", { name: "no spaces" });
    assert.equal(answer.status, 400);
    const fields = answer.as(Response).validations?.map(({ field }) => field);
    assert.deepEqual(fields, ["name", "template_version_id"]);
  });

  await t.test("change only where the request has a field", async () => {
    const template = await addTemplate(deployment, admin, await echoTemplate("description: Before.\n"));
    const other = await addTemplate(deployment, admin, await echoTemplate());
    const changes = { display_name: "After", require_active_version: true, default_ttl_ms: 0 };
    const changed = (await adminCalls(`PATCH /templates/${template.id}`, changes)).as(Template);
    assert.deepEqual(changed, { ...template, ...changes, updated_at: changed.updated_at });
    const taken = await adminCalls(`PATCH /templates/${template.id}`, { name: other.name });
    assert.equal(taken.status, 409);
    const same = await adminCalls(`PATCH /templates/${template.id}`, { name: template.name });
    assert.equal(same.status, 200);
  });

  await t.test("are listed by name, for searches of their organization", async () => {
    const tag = randomUUID().slice(0, 8);
    const [b, a, old] = [
      await addTemplate(deployment, admin, await echoTemplate(), { name: `${tag}-b` }),
      await addTemplate(deployment, admin, await echoTemplate(), {
        name: `${tag}-a`,
        display_name: "Blue Box",
      }),
      await addTemplate(deployment, admin, await echoTemplate(), { name: `${tag}-old` }),
    ];
    await adminCalls(`PATCH /templates/${old.id}`, { deprecation_message: "use a" });
    assert.deepEqual(await find(tag), [a.name, b.name]);
    assert.deepEqual(await find(tag, "/organizations/coder/templates"), [a.name, b.name]);
    assert.deepEqual(await find(`name:${tag} deprecated:true`), [old.name]);
    assert.deepEqual(await find(`exact_name:${tag}-A`), [a.name]);
    assert.deepEqual(await find(`exact_name:${tag}`), []);
    assert.deepEqual(await find(`${tag} display_name:"blue box"`), [a.name]);
    assert.deepEqual(await find(`ids:${a.id},${b.id}`), [a.name, b.name]);
    assert.deepEqual(await find(`${tag} author:me`), []);
    assert.deepEqual(await find(`${tag} author_id:${admin.id}`), [a.name, b.name]);
    assert.deepEqual(await find(`${tag} organization:coder`), [a.name, b.name]);
    assert.deepEqual(await find(`${tag} organization:other`), []);
    assert.deepEqual(await find(`${tag} has-ai-task:true`), []);
  });

  await t.test("name the faulty key of a search", async () => {
    for (const [q, field] of [
      ["colour:red", "colour"],
      ["deleted:perhaps", "deleted"],
      ["ids:1", "ids"],
    ] as const) {
      const answer = await memberCalls(`GET /templates?q=${q}`);
      assert.equal(answer.status, 400);
      assert.equal(answer.as(Response).validations?.[0]?.field, field);
    }
  });

  await t.test("move to another version of their own only, when its import succeeded", async () => {
    const template = await addTemplate(deployment, admin, await echoTemplate());
    const other = await addTemplate(deployment, admin, await echoTemplate());
    const fields = { template_id: template.id };
    const next = await importEnd(
      deployment,
      admin,
      await postVersion(deployment, admin, await echoTemplate("description: two\n"), fields),
    );
    const failing = await echoTemplate("echo: { import: { fail: boom } }");
    const failed = await importEnd(deployment, admin, await postVersion(deployment, admin, failing, fields));
    const activate = (id: string) => adminCalls(`PATCH /templates/${template.id}/versions`, { id });
    assert.equal((await activate(failed.id)).status, 403);
    assert.equal((await activate(other.active_version_id)).status, 400);
    assert.equal((await activate(randomUUID())).status, 404);
    assert.equal((await activate(next.id)).status, 200);
    const after = (await memberCalls(`GET /templates/${template.id}`)).as(Template);
    assert.equal(after.active_version_id, next.id);
    const first = template.active_version_id;
    assert.equal((await adminCalls(`POST /templateversions/${next.id}/archive`)).status, 400);
    assert.equal((await adminCalls(`POST /templateversions/${first}/archive`)).status, 200);
    assert.equal((await activate(first)).status, 400);
    assert.equal((await adminCalls(`POST /templateversions/${first}/unarchive`)).status, 200);
    assert.equal((await activate(first)).status, 200);
  });

  await t.test("cannot be deleted while they have workspaces", async () => {
    const { db } = deployment.context;
    const template = await addTemplate(deployment, admin, await echoTemplate());
    const workspaceId = randomUUID();
    await insertWorkspace(db, {
      id: workspaceId,
      owner_id: member.id,
      organization_id: deployment.organizationId,
      template_id: template.id,
      name: `w${workspaceId.slice(0, 8)}`,
      latest_build_id: null,
      ttl_ms: null,
      autostart_schedule: null,
    });
    const used = (await memberCalls(`GET /templates/${template.id}`)).as(Template);
    assert.equal(used.active_user_count, 1);
    assert.equal((await adminCalls(`DELETE /templates/${template.id}`)).status, 400);
    await db.updateTable("workspaces").set({ deleted: true }).where("id", "=", workspaceId).execute();
    const deleted = await adminCalls(`DELETE /templates/${template.id}`);
    assert.equal(deleted.status, 200);
    assert.ok(deleted.as(Response).message);
    assert.equal((await adminCalls(`GET /templates/${template.id}`)).status, 404);
    const again = await addTemplate(deployment, admin, await echoTemplate(), { name: template.name });
    assert.notEqual(again.id, template.id);
  });

  await t.test("show how long their builds took", async () => {
    const { db } = deployment.context;
    const template = await addTemplate(deployment, admin, await echoTemplate());
    const [workspaceId, buildId] = [randomUUID(), randomUUID()];
    await insertWorkspace(db, {
      id: workspaceId,
      owner_id: member.id,
      organization_id: deployment.organizationId,
      template_id: template.id,
      name: `w${workspaceId.slice(0, 8)}`,
      latest_build_id: null,
      ttl_ms: null,
      autostart_schedule: null,
    });
    const version = (await adminCalls(`GET /templateversions/${template.active_version_id}`)).as(
      TemplateVersion,
    );
    const completed = new Date();
    await db
      .updateTable("provisioner_jobs")
      .set({ started_at: new Date(completed.getTime() - 1500), completed_at: completed })
      .where("id", "=", version.job.id)
      .execute();
    await insertBuild(db, {
      id: buildId,
      workspace_id: workspaceId,
      template_version_id: version.id,
      preset_id: null,
      job_id: version.job.id,
      build_number: 1,
      transition: "start",
      initiator_id: member.id,
      reason: "initiator",
    });
    const { build_time_stats: stats } = (await adminCalls(`GET /templates/${template.id}`)).as(Template);
    assert.deepEqual(stats?.["start"], { P50: 1500, P95: 1500 });
    assert.deepEqual(stats?.["stop"], { P50: null, P95: null });
  });

  await t.test("belong to those who may change them; members read, strangers see nothing", async () => {
    const template = await addTemplate(deployment, admin, await echoTemplate());
    assert.equal((await memberCalls(`PATCH /templates/${template.id}`, {})).status, 403);
    assert.equal((await memberCalls(`DELETE /templates/${template.id}`)).status, 403);
    const version = await importEnd(
      deployment,
      admin,
      await postVersion(deployment, admin, await echoTemplate()),
    );
    const body = { name: "mine", template_version_id: version.id };
    assert.equal((await memberCalls("POST /organizations/default/templates", body)).status, 403);
    assert.equal((await memberCalls(`GET /templateversions/${version.id}`)).status, 404);
    assert.equal((await call(deployment, undefined, `GET /templates/${template.id}`)).status, 401);

    const stranger = await deployment.person();
    await deployment.context.db
      .deleteFrom("organization_members")
      .where("user_id", "=", stranger.id)
      .execute();
    assert.equal((await call(deployment, stranger, `GET /templates/${template.id}`)).status, 404);
    assert.deepEqual((await call(deployment, stranger, "GET /templates")).as(listOf(Template)), []);
    const auditor = await deployment.person("auditor");
    assert.equal((await call(deployment, auditor, `GET /templates/${template.id}`)).status, 200);
  });

  await t.test("have no starter examples, and answer bad and unknown ids", async () => {
    assert.equal((await memberCalls("GET /templates/examples")).text, "[]\n");
    assert.equal((await memberCalls("GET /organizations/default/templates/examples")).text, "[]\n");
    assert.match(await messageOf(memberCalls("GET /templates/1")), /template: must be a UUID/);
    assert.equal((await memberCalls(`GET /templates/${randomUUID()}`)).status, 404);
  });
});
