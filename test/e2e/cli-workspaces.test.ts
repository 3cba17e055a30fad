import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { addTemplate, addVersion } from "../support/add-template.ts";
import { expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { loggedInCoder } from "../support/logged-in-coder.ts";
import { noTerminal, startAtTerminal } from "../support/terminal-coder.ts";
import { until } from "../support/until.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const home = await temporaryDirectory({ after: closing });
const { env, run, does } = loggedInCoder(deployment, home);
const read = (line: string) => expectApi(deployment, line);

const SIZED = `
provisioner: echo
parameters:
  - { name: size, type: number, default: 2, validation: { min: 1, max: 8 } }
  - { name: region, options: [{ name: Europe, value: eu }, { name: America, value: us }] }
presets:
  - { name: big, parameters: { size: "8", region: us } }
echo:
  start: { logs: [{ stage: Fetching, output: "one \\e[31mred" }, { stage: Making, output: two }] }
`;
const BROKEN = "provisioner: echo\necho: { start: { fail: the disk is full } }\n";
const SLOW = "provisioner: echo\necho: { start: { delay_ms: 600000 } }\n";

before(async () => {
  await addTemplate(deployment, "sized", SIZED);
  await addTemplate(deployment, "broken", BROKEN);
  await addTemplate(deployment, "slow", SLOW);
});

const valuesOf = async (name: string): Promise<Record<string, string>> => {
  const { latest_build: build } = await read(`GET /users/me/workspace/${name}`);
  const values = await read(`GET /workspacebuilds/${build.id}/parameters`);
  return Object.fromEntries(values.map(({ name: key, value }: Record<string, string>) => [key, value]));
};

/** Where a template stands in the list that a person is shown. */
async function placeOf(name: string): Promise<number> {
  const templates = await read("GET /templates");
  return templates.findIndex((template: { readonly name: string }) => template.name === name);
}

const isBuilding = async (): Promise<boolean> =>
  (await read("GET /users/me/workspace/slow")).latest_build.job.status === "running";

describe("coder create", () => {
  test("makes a workspace with what is given, and shows its log on stderr as plain lines", async () => {
    const { code, stdout, stderr } = await run("create", "one", "-t", "sized", "--parameter", "region=eu");
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "admin/one has been created.\n");
    assert.match(stderr, /^==> Fetching\n {4}one red\n==> Making\n {4}two$/m);
    assert.ok(!stderr.includes("\u001B"));
    assert.deepEqual(await valuesOf("one"), { size: "2", region: "eu" });
  });

  test("takes a file, over it a flag, a preset, and another workspace's values", async (t) => {
    const file = join(await temporaryDirectory(t), "values.yaml");
    await writeFile(file, "size: 3\nregion: us\n");
    await does("create", "two", "-t", "sized", "--rich-parameter-file", file, "--parameter=size=4");
    assert.deepEqual(await valuesOf("two"), { size: "4", region: "us" });
    await does("create", "three", "-t", "sized", "--preset", "big");
    assert.deepEqual(await valuesOf("three"), { size: "8", region: "us" });
    await does("create", "four", "-t", "sized", "--copy-parameters-from", "two", "--no-wait");
    assert.deepEqual(await valuesOf("four"), { size: "4", region: "us" });
  });

  test("says what is missing, unknown or wrong, and makes nothing", async () => {
    for (const [args, fault] of [
      [["create", "bad", "-t", "sized"], /a parameter has no value: region\nGive --parameter 'region=…'/],
      [["create", "bad", "-t", "sizd"], /there is no template "sizd".*Did you mean "sized"\?/],
      [["create", "bad", "-t", "sized", "--parameter", "regin=eu"], /no parameter "regin".*"region"\?/],
      [["create", "bad", "-t", "sized", "--parameter", "region"], /--parameter: "region" must be name=value/],
      [["create", "bad", "-t", "sized", "--preset", "bog"], /no preset "bog".*Did you mean "big"\?/],
      [["create", "bad", "-t", "sized", "--template-version", "v9"], /no version "v9"/],
      [["create", "bad"], /--template: name one of .*sized/],
      [["create", "-t", "sized"], /workspace: give a name/],
      [["create", "bad", "-t", "slow", "--start-at", "noon"], /--start-at: "noon" must be a time/],
      [["create", "a b", "-t", "slow"], /name: must be letters and digits/],
      [["create", "bad", "-t", "sized", "--parameter=region=mars"], /region/],
    ] as const) {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stdout], [1, ""], args.join(" "));
      assert.match(stderr, fault);
    }
    await assert.rejects(read("GET /users/me/workspace/bad"));
  });

  test("fails with the build's reason", async () => {
    const { code, stdout, stderr } = await run("create", "broken", "-t", "broken");
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /coder: build 1 \(start\) of admin\/broken failed: the disk is full/);
  });

  test("asks at a terminal for all that is not given", { skip: noTerminal }, async (t) => {
    const coder = startAtTerminal(t, ["create"], env);
    await coder.sees("What should the workspace be called?");
    coder.types("asked\r");
    await coder.sees("Which template?");
    coder.types("\u001B[B".repeat(await placeOf("sized")));
    coder.types("\r");
    await coder.sees("Which preset?");
    await coder.sees("None");
    coder.types("\r");
    await coder.sees("size");
    coder.types("\u007F5\r");
    await coder.sees("region");
    await coder.sees("Europe");
    coder.types("\u001B[B\r");
    await coder.sees("Create asked from sized?");
    coder.types("y");
    await coder.sees("admin/asked has been created.");
    assert.equal(await coder.ends(), 0);
    assert.deepEqual(await valuesOf("asked"), { size: "5", region: "us" });
  });
});

describe("a workspace's life", () => {
  test("stop, start, restart, rename, delete; each says when it is so already", async () => {
    await does("create", "life", "-t", "sized", "--parameter", "region=eu");
    assert.equal(await does("start", "life"), "admin/life is running already.\n");
    assert.equal(await does("stop", "life", "-y"), "admin/life has been stopped.\n");
    assert.equal(await does("stop", "life"), "admin/life is stopped already.\n");
    assert.equal(await does("start", "admin/life", "--parameter=size=3"), "admin/life has been started.\n");
    assert.deepEqual(await valuesOf("life"), { size: "3", region: "eu" });
    assert.equal(await does("restart", "life", "-y"), "admin/life has been restarted.\n");
    assert.equal((await read("GET /users/me/workspace/life")).latest_build.build_number, 5);
    assert.deepEqual(await valuesOf("life"), { size: "3", region: "eu" });
    assert.equal(await does("rename", "life", "after", "-y"), "admin/life is called after.\n");
    assert.equal(await does("rm", "after", "-y"), "admin/after has been deleted.\n");
    const { code, stderr } = await run("show", "after");
    assert.equal(code, 1);
    assert.match(stderr, /there is no workspace "after"\n`coder list` has yours/);
  });

  test("what cannot be taken back is not done unasked", async () => {
    await does("create", "kept", "-t", "sized", "--parameter", "region=eu");
    for (const args of [
      ["stop", "kept"],
      ["restart", "kept"],
      ["rename", "kept", "other"],
      ["delete", "kept"],
    ]) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 1);
      assert.match(stderr, /\? Nobody can be asked here: give --yes to do it\./);
    }
    assert.equal((await read("GET /users/me/workspace/kept")).latest_build.build_number, 1);
  });

  test("a no at a terminal leaves it, with exit code 130", { skip: noTerminal }, async (t) => {
    await does("create", "no", "-t", "sized", "--parameter", "region=eu");
    const coder = startAtTerminal(t, ["delete", "no"], env);
    await coder.sees("Delete admin/no");
    coder.types("n");
    assert.equal(await coder.ends(), 130);
    assert.equal((await read("GET /users/me/workspace/no")).latest_build.build_number, 1);
  });

  test("update builds the active version, and only where it is another", async () => {
    const template = await addTemplate(deployment, "moving", "provisioner: echo\n");
    await does("create", "moving", "-t", "moving");
    assert.match(await does("update", "moving"), /has the active version of its template already/);
    const next = await addVersion(deployment, "provisioner: echo\n", {
      template_id: template.id,
      name: "next",
    });
    await expectApi(deployment, `PATCH /templates/${template.id}/versions`, { id: next.id });
    assert.match(await does("show", "moving"), /Version: .*outdated; `coder update`/);
    assert.equal(await does("update", "moving"), "admin/moving has been updated.\n");
    assert.match(await does("show", "moving"), /Version: +next\n/);
  });

  test("a start that is under way is waited for, and Ctrl+C leaves it to go on", async (t) => {
    await does("create", "slow", "-t", "slow", "--no-wait");
    if (noTerminal !== false) return t.skip(noTerminal);
    const coder = startAtTerminal(t, ["start", "slow"], env);
    await until("the build runs", isBuilding);
    await coder.sees(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /);
    coder.types("\u0003");
    assert.equal(await coder.ends(), 130);
    assert.ok(await isBuilding());
  });
});

describe("coder list and show", () => {
  test("tables, columns, JSON and searches", async () => {
    await does("create", "listed", "-t", "sized", "--parameter", "region=eu");
    const table = await does("list", "--search", "owner:me name:listed");
    assert.match(
      table,
      /^WORKSPACE +TEMPLATE +STATUS +HEALTHY +LAST BUILT +CURRENT VERSION +OUTDATED +STOPS AFTER\n/,
    );
    assert.match(table, /\nadmin\/listed +sized +Running +true +just now /);
    const some = await does(
      "ls",
      "-a",
      "-c",
      "status,workspace",
      "--column",
      "template",
      "--search",
      "name:listed",
    );
    assert.equal(some, "STATUS   WORKSPACE     TEMPLATE\nRunning  admin/listed  sized\n");
    const json = JSON.parse(await does("list", "-o", "json", "--search", "name:listed"));
    assert.deepEqual(
      json.map(({ name }: { readonly name: string }) => name),
      ["listed"],
    );
    const shown = JSON.parse(await does("show", "listed", "-o", "json"));
    assert.equal(shown.id, json[0].id);
    assert.match(await does("show", "admin/listed"), /^Workspace: +admin\/listed\n.*Status: +Running\n/s);
  });

  test("nothing found is said on stderr; a wrong column is exit code 2 with the nearest", async () => {
    const none = await run("list", "--search", "name:nowhere");
    assert.deepEqual([none.code, none.stdout], [0, ""]);
    assert.match(none.stderr, /No workspaces found/);
    assert.equal(await does("list", "--search", "name:nowhere", "-o", "json"), "[]\n");
    const wrong = await run("list", "-c", "statos");
    assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
    assert.match(wrong.stderr, /--column: must be of favorite, .* not "statos"\. Did you mean "status"\?/);
  });

  test("names of workspaces and templates are completed; without a login there are none", async () => {
    await does("create", "tabbed", "-t", "sized", "--parameter", "region=eu");
    assert.equal(await does("__complete", "--", "stop", "tab"), "tabbed\n");
    assert.equal(await does("__complete", "--", "create", "x", "--template", "siz"), "sized\n");
    assert.equal(await does("__complete", "--", "templates", "delete", "sized", "bro"), "broken\n");
    const { code, stdout } = await loggedInCoder({ url: "http://127.0.0.1:9", token: "x" }, home).run(
      "__complete",
      "--",
      "stop",
      "",
    );
    assert.deepEqual([code, stdout], [0, ""]);
  });
});
