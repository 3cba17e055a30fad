import assert from "node:assert/strict";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment, temporaryDirectory } from "../support/deployment.ts";
import { loggedInCoder } from "../support/logged-in-coder.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { run, does } = loggedInCoder(deployment, await temporaryDirectory({ after: closing }));

/** A folder with these files, and its path. */
async function folder(
  t: { after: (fn: () => Promise<void>) => void },
  files: Record<string, string>,
): Promise<string> {
  const dir = join(await temporaryDirectory(t), "mine");
  await mkdir(join(dir, "scripts"), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

const LOGS = "provisioner: echo\necho: { import: { logs: [{ output: reading }] } }\n";

describe("coder templates", () => {
  test("init, push, list, versions, promote, pull, edit and delete, as one goes along", async (t) => {
    const dir = join(await temporaryDirectory(t), "made");
    assert.match(
      await does("templates", "init", dir),
      /^The example local is in .*made\. `coder templates push/,
    );
    assert.ok((await readdir(dir)).includes("template.yaml"));
    const again = await run("templates", "init", dir);
    assert.deepEqual([again.code, again.stdout], [1, ""]);
    assert.match(again.stderr, /made is not empty/);
    const first = await run("templates", "push", "--directory", dir, "--name", "v1", "-m", "the first");
    assert.deepEqual(
      [first.code, first.stdout],
      [0, "Template made has been made, with the version v1.\n"],
      first.stderr,
    );
    assert.match(first.stderr, /^==> /m);
    await writeFile(join(dir, "more.txt"), "more");
    await writeFile(join(dir, ".secret"), "mine");
    const second = await does("templates", "push", "made", "-d", dir, "--name", "v2", "--activate=false");
    assert.equal(second, "v2 is a version, and not the active one, of template made.\n");
    const columns = ["-c", "name,status,active,message"];
    assert.equal(
      await does("templates", "versions", "list", "made", ...columns),
      "NAME  STATUS     ACTIVE  MESSAGE\nv2    Succeeded\nv1    Succeeded  Active  the first\n",
    );
    const promote = ["templates", "versions", "promote", "-t", "made", "--template-version", "v2"];
    assert.equal(await does(...promote), "v2 is the active version of template made.\n");
    const pulled = join(await temporaryDirectory(t), "pulled");
    assert.match(await does("templates", "pull", "made", pulled), /^\d+ files of made v2 are in /);
    assert.equal(await readFile(join(pulled, "more.txt"), "utf8"), "more");
    assert.deepEqual((await readdir(pulled)).toSorted(), ["README.md", "more.txt", "template.yaml"]);
    const unasked = await run("templates", "pull", "made", pulled, "--version", "v1");
    assert.match(unasked.stderr, /which is not empty\? Nobody can be asked here/);
    await does(
      "templates",
      "edit",
      "made",
      "--name",
      "other",
      "--description",
      "from a test",
      "--default-ttl",
      "8h",
    );
    const table = await does("templates", "ls", "-c", "name,description,default ttl");
    assert.match(table, /\nother +from a test +8h 0m\n/);
    assert.equal(await does("template", "delete", "other", "-y"), "Template other has been deleted.\n");
    const names = JSON.parse(await does("templates", "list", "-o", "json"));
    assert.ok(!names.some(({ name }: { readonly name: string }) => name === "other"));
  });

  test("create is for one that is not there yet", async (t) => {
    const dir = await folder(t, { "template.yaml": LOGS });
    const made = await run("templates", "create", "fresh", "--directory", dir);
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stderr, /^==> Echo\n {4}reading$/m);
    const again = await run("templates", "create", "fresh", "--directory", dir);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /there is a template "fresh" already\n`coder templates push fresh`/);
  });

  test("a template that does not import, and folders that are none, are told apart", async (t) => {
    const broken = await folder(t, { "template.yaml": "provisioner: echo\nparamters: []\n" });
    const outside = await folder(t, { "template.yaml": LOGS });
    await symlink("/etc/hostname", join(outside, "host"));
    const empty = await folder(t, {});
    for (const [dir, fault] of [
      [broken, /the import failed: .*paramters.*did you mean parameters/],
      [outside, /host is a link out of the folder/],
      [empty, /has no files/],
      [join(empty, "nowhere"), /nowhere is no folder that can be read/],
    ] as const) {
      const { code, stdout, stderr } = await run("templates", "push", "x", "--directory", dir, "-y");
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, fault);
    }
    await assert.rejects(expectApi(deployment, "GET /organizations/default/templates/x"));
  });
});

describe("coder users", () => {
  test("create, list, suspend, activate and delete", async () => {
    const made = await does("users", "create", "-u", "ann", "-e", "ann@example.com", "-n", "Ann");
    const password = /^User ann has been made\.\nPassword: (?<password>\S{24})\n$/.exec(made)?.groups?.[
      "password"
    ];
    const login = { email: "ann@example.com", password };
    await expectApi(deployment, "POST /users/login", login);
    assert.match(await does("users", "list", "-c", "username,status"), /\nann +(?:Active|Dormant)\n/);
    assert.equal(await does("users", "suspend", "ann", "--yes"), "User ann is suspended.\n");
    assert.match(await does("users", "ls", "-c", "username,status"), /\nann +Suspended\n/);
    assert.equal(await does("users", "activate", "ann"), "User ann is active.\n");
    assert.equal(await does("users", "delete", "ann", "-y"), "User ann has been deleted.\n");
    const users = JSON.parse(await does("users", "list", "-o", "json"));
    assert.deepEqual(
      users.map(({ username }: { readonly username: string }) => username),
      ["admin"],
    );
  });

  test("what is wrong is said by field", async () => {
    const { code, stderr } = await run("users", "create", "-u", "a b", "-e", "nothing");
    assert.equal(code, 1);
    assert.match(stderr, /username: must be/);
    assert.match(stderr, /email: /);
    const missing = await run("users", "create", "-u", "ann");
    assert.match(missing.stderr, /--email: is needed/);
    const unknown = await run("users", "create", "-u", "ann", "-e", "a@b.example", "--org", "nowhere");
    assert.match(unknown.stderr, /--org: "nowhere" must be one that you are in: coder/);
  });
});
