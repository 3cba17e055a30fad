import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { collect, echoTemplate, startTemplateDeployment } from "../../test/support/template-deployment.ts";
import { addFile } from "./files.ts";
import { followJobLogs, formatJobLogs, listJobLogs } from "./job-logs.ts";
import { createTemplateVersion } from "./template-version-create.ts";

test("a job's log", async (t) => {
  const deployment = await startTemplateDeployment(t);
  const { context, organizationId } = deployment;
  const { id: createdBy } = await deployment.person();

  const startImport = async (yaml: string) => {
    const data = await echoTemplate(yaml);
    const { id: fileId } = await addFile(context, { createdBy, mimetype: "application/x-tar", data });
    const fields = { organizationId, createdBy, fileId, provisioner: "terraform", message: "" };
    return (await createTemplateVersion(context, fields)).job.id;
  };
  await t.test("is followed from before the job starts until its last line", async () => {
    const jobId = await startImport(
      "echo: { import: { logs: [{ output: first }, { output: second }], delay_ms: 100 } }",
    );
    const lines = await collect(followJobLogs(context, jobId, 0, AbortSignal.timeout(20_000)));
    assert.deepEqual(lines, await listJobLogs(context, jobId));
    const outputs = lines.map(({ output }) => output);
    assert.equal(outputs[0], "Unpacking the template archive");
    assert.ok(outputs.indexOf("first") < outputs.indexOf("second"), outputs.join());
    assert.equal(outputs.at(-1), "Found 0 parameters, 0 presets, 0 agents");
  });

  await t.test("is followed on from the line that the reader has", async () => {
    const jobId = await startImport("");
    const all = await collect(followJobLogs(context, jobId, 0, AbortSignal.timeout(20_000)));
    const from = all[1]?.id ?? 0;
    const rest = await collect(followJobLogs(context, jobId, from, AbortSignal.timeout(20_000)));
    assert.deepEqual(rest, all.slice(2));
    assert.deepEqual(await listJobLogs(context, jobId, from), all.slice(2));
  });

  await t.test("lets go of a reader who leaves while the job runs", async () => {
    const jobId = await startImport("echo: { import: { delay_ms: 3600000 } }");
    const leaving = new AbortController();
    const outputs: string[] = [];
    for await (const { output } of followJobLogs(context, jobId, 0, leaving.signal)) {
      outputs.push(output);
      leaving.abort();
    }
    assert.equal(outputs[0], "Unpacking the template archive");
  });

  await t.test("of a job that does not exist has no lines and ends", async () => {
    const lines = await collect(followJobLogs(context, randomUUID(), 0, AbortSignal.timeout(20_000)));
    assert.deepEqual(lines, []);
  });

  await t.test("reads as text with one line for each entry", () => {
    const entry = { id: 1, created_at: "2026-01-02T03:04:05.000Z", log_source: "provisioner" };
    const text = formatJobLogs([{ ...entry, log_level: "info", stage: "Setting up", output: "hello" }]);
    assert.equal(text, "2026-01-02T03:04:05.000Z [info] Setting up: hello\n");
  });
});
