import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startTemplateDeployment } from "../../test/support/template-deployment.ts";
import { ensureBuiltinTemplate } from "./template-import-builtin.ts";
import { getTemplateByName } from "./template-read.ts";
import { activateVersion } from "./template-update.ts";
import { createTemplateVersion } from "./template-version-create.ts";
import { getTemplateVersion, listTemplateVersions } from "./template-version-read.ts";
import { followJobLogs } from "./job-logs.ts";
import { collect } from "../../test/support/template-deployment.ts";

test("a shipped template", async (t) => {
  const deployment = await startTemplateDeployment(t);
  const { context, organizationId } = deployment;
  const { id: ownerId } = await deployment.person("owner");
  const root = await mkdtemp(join(tmpdir(), "coder-builtin-"));
  t.after(() => rm(root, { recursive: true, force: true }));

  const ship = async (yaml: string, name = `b${randomUUID().slice(0, 8)}`) => {
    const folder = join(root, name);
    await mkdir(join(folder, "scripts"), { recursive: true });
    await writeFile(join(folder, "template.yaml"), `provisioner: echo\n${yaml}`);
    await writeFile(join(folder, "scripts", "start.sh"), "true\n");
    const ensure = () =>
      ensureBuiltinTemplate(context, { organizationId, ownerId, folder }, AbortSignal.timeout(20_000));
    return { name, ensure };
  };
  const read = (name: string) => getTemplateByName(context, organizationId, name);

  await t.test("is there after the first start, and stays the same after the next", async () => {
    const { name, ensure } = await ship("display_name: Shipped\n");
    assert.equal((await ensure()).kind, "created");
    const template = await read(name);
    assert.equal(template.display_name, "Shipped");
    assert.deepEqual(await ensure(), { kind: "current", templateId: template.id });
    assert.equal((await listTemplateVersions(context, { templateId: template.id })).length, 1);
  });

  await t.test("moves to the files of another release", async () => {
    const { name, ensure } = await ship("description: one\n");
    await ensure();
    const before = await read(name);
    const upgraded = await ship("description: two\n", name);
    assert.equal((await upgraded.ensure()).kind, "upgraded");
    const after = await read(name);
    assert.equal(after.id, before.id);
    assert.notEqual(after.active_version_id, before.active_version_id);
    assert.equal((await upgraded.ensure()).kind, "current");
  });

  await t.test("that a person changed stays as it is", async () => {
    const { name, ensure } = await ship("description: one\n");
    await ensure();
    const template = await read(name);
    const shipped = await getTemplateVersion(context, template.active_version_id);
    const own = await createTemplateVersion(context, {
      organizationId,
      createdBy: ownerId,
      fileId: shipped.job.file_id ?? "",
      provisioner: "echo",
      message: "mine",
      templateId: template.id,
    });
    await collect(followJobLogs(context, own.job.id, 0, AbortSignal.timeout(20_000)));
    await activateVersion(context, template.id, own.id);
    const upgraded = await ship("description: two\n", name);
    assert.deepEqual(await upgraded.ensure(), { kind: "kept", templateId: template.id });
    assert.equal((await read(name)).active_version_id, own.id);
  });

  await t.test("that cannot be imported says why, and is made by a later start that can", async () => {
    const { name, ensure } = await ship("echo: { import: { fail: no room } }\n");
    const outcome = await ensure();
    assert.equal(outcome.kind, "failed");
    assert.match(outcome.kind === "failed" ? outcome.reason : "", /no room/);
    await assert.rejects(read(name), { code: "not_found" });
    assert.equal((await (await ship("", name)).ensure()).kind, "created");
  });

  await t.test("is made once by two replicas that start together", async () => {
    const { name, ensure } = await ship("");
    const outcomes = await Promise.all([ensure(), ensure()]);
    assert.deepEqual(outcomes.map(({ kind }) => kind).toSorted(), ["created", "current"]);
    const { id } = await read(name);
    assert.ok(outcomes.every((outcome) => outcome.kind !== "failed" && outcome.templateId === id));
  });
});
