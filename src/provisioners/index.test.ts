import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { TemplateSpec } from "../wire/template-spec.ts";
import { detectSandbox } from "./detect-sandbox.ts";
import { createEcho } from "./echo.ts";
import { createProvisioners } from "./index.ts";
import { createLocal } from "./local.ts";
import type { BuildJob, ImportJob, Provisioner } from "./provisioner.ts";
import { packArchive, readArchive } from "../wire/template-archive.ts";

const BUILTIN = new URL("../../templates/local/", import.meta.url);

function importJob(yaml: string, signal = new AbortController().signal) {
  const lines: string[] = [];
  const log: ImportJob["log"] = (level, stage, output) => lines.push(`${level} ${stage}: ${output}`);
  return { lines, job: { files: new Map([["template.yaml", Buffer.from(yaml)]]), log, signal } };
}

async function buildJob(provisioner: Provisioner, yaml: string, signal?: AbortSignal) {
  const { lines, job } = importJob(yaml, signal);
  const spec = await provisioner.import({ ...job, signal: new AbortController().signal });
  const id = crypto.randomUUID();
  const build: BuildJob = {
    ...job,
    files: async () => job.files,
    workspace: {
      id,
      name: "dev",
      ownerId: crypto.randomUUID(),
      ownerName: "ann",
      buildId: crypto.randomUUID(),
    },
    spec,
    parameters: {},
    agents: spec.agents.map((agent) => ({ id: crypto.randomUUID(), token: "t", spec: agent })),
    accessUrl: "http://127.0.0.1:1",
  };
  return { build, lines };
}

const root = await mkdtemp(join(tmpdir(), "provisioners-test-"));
const sandbox = await detectSandbox();
const local = createLocal({ root, agentCommand: ["/bin/sleep", "1000"], agentFiles: [], sandbox });
const all = createProvisioners([local, createEcho()]);
after(() => rm(root, { recursive: true, force: true }));

for (const provisioner of all.values()) {
  describe(`every provisioner: ${provisioner.name}`, () => {
    let build: BuildJob;
    const yaml = "agents: [{ name: main }, { name: second }]";

    before(async () => {
      ({ build } = await buildJob(provisioner, yaml));
    });
    after(() => provisioner.delete(build));

    it("imports a template that crosses the wire unchanged", async () => {
      const spec = await provisioner.import(importJob("parameters: [{ name: a }]").job);
      assert.deepEqual(TemplateSpec.parse(JSON.parse(JSON.stringify(spec))), spec);
    });

    it("refuses a bad template, naming the field", async () => {
      await assert.rejects(provisioner.import(importJob("nmae: x").job), {
        code: "invalid",
        message: /nmae/,
      });
    });

    it("starts, with each agent in one resource, as often as it is asked to", async () => {
      for (const time of ["first", "second"]) {
        const resources = await provisioner.start(build);
        const agents = resources.flatMap((resource) => resource.agents);
        assert.deepEqual(agents.toSorted(), ["main", "second"], time);
      }
    });

    it("stops and deletes what runs, is stopped already, or never was", async () => {
      const { build: never } = await buildJob(provisioner, yaml);
      for (const job of [build, build, never]) {
        const resources = await provisioner.stop({ ...job, agents: [] });
        assert.deepEqual(
          resources.flatMap((resource) => resource.agents),
          [],
        );
      }
      for (const job of [build, build, never]) await provisioner.delete({ ...job, agents: [] });
    });

    it("does not start what was canceled", async () => {
      const { build: canceled } = await buildJob(provisioner, yaml, AbortSignal.abort());
      await assert.rejects(provisioner.start(canceled), { name: "AbortError" });
    });
  });
}

describe("the echo provisioner", () => {
  const echo = createEcho();

  it("logs, fails and answers resources as the template says", async () => {
    const { build, lines } = await buildJob(
      echo,
      `echo:
  start:
    logs: [{ output: one }, { level: warn, stage: Work, output: two }]
    resources: [{ name: box, metadata: [{ key: size, value: big }] }]
  stop: { fail: the box is stuck }
`,
    );
    assert.deepEqual(await echo.start(build), [
      {
        type: "echo",
        name: "box",
        icon: "",
        agents: [],
        metadata: [{ key: "size", value: "big", sensitive: false }],
      },
    ]);
    assert.deepEqual(lines, ["info Echo: one", "warn Work: two"]);
    await assert.rejects(echo.stop(build), { message: "the box is stuck" });
  });

  it("waits, and stops waiting when it is canceled", async () => {
    const controller = new AbortController();
    const { build, lines } = await buildJob(
      echo,
      "echo: { start: { logs: [{ output: waiting }], delay_ms: 60000 } }",
      controller.signal,
    );
    const starting = echo.start(build);
    assert.deepEqual(lines, ["info Echo: waiting"]);
    controller.abort();
    await assert.rejects(starting, { name: "AbortError" });
  });

  it("is named in the template's errors", async () => {
    await assert.rejects(echo.import(importJob("echo: { strat: {} }").job), {
      message: /did you mean start\?/,
    });
  });
});

it("two provisioners of one name are a mistake", () => {
  assert.throws(() => createProvisioners([createEcho(), createEcho()]), TypeError);
});

it("the built-in template imports, through an archive", async () => {
  const names = await readdir(BUILTIN);
  const files = new Map<string, Buffer>();
  for (const name of names) files.set(name, await readFile(new URL(name, BUILTIN)));
  const { job } = importJob("");
  const spec = await local.import({ ...job, files: await readArchive(await packArchive(files)) });
  assert.equal(spec.provisioner, "local");
  assert.equal(spec.idle_ttl_ms, 0);
  assert.match(spec.readme, /^# Local/);
  assert.deepEqual(
    spec.parameters.map(({ name, required }) => [name, required]),
    [
      ["git_url", false],
      ["startup", false],
    ],
  );
  assert.equal(spec.presets.find((preset) => preset.default)?.name, "empty");
});
