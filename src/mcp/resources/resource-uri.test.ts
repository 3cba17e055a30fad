import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError } from "../../wire/errors.ts";
import { buildLogUri, fileUri, outputUri, templateUri, workspaceUri } from "./resource-links.ts";
import { parseResourceUri } from "./resource-uri.ts";

const DEV = { owner: "ann", name: "dev.main" };
const dev = "ann/dev.main";

test("what is linked is what is parsed, whatever characters names and paths have", () => {
  assert.deepEqual(parseResourceUri(workspaceUri(DEV)), { kind: "workspace", workspace: dev });
  const log = { kind: "log", workspace: dev, build: 12, after: 0 };
  assert.deepEqual(parseResourceUri(buildLogUri(DEV, 12)), log);
  const output = { kind: "output", workspace: dev, execution: "a b", cursor: 0 };
  assert.deepEqual(parseResourceUri(outputUri(DEV, "a b")), output);
  for (const path of ["/etc/hosts", "~/a b/ü#?%.txt", "/a//b", "/tmp/../etc/passwd", "/Straße/日本"])
    assert.deepEqual(parseResourceUri(fileUri(DEV, path)), { kind: "file", workspace: dev, path, offset: 0 });
  assert.deepEqual(parseResourceUri(templateUri("coder/docker")), {
    kind: "template",
    template: "coder/docker",
  });
});

test("parameters say where to read on", () => {
  assert.equal(Reflect.get(parseResourceUri("coder://workspaces/a/b/files/x?offset=7"), "offset"), 7);
  assert.equal(
    Reflect.get(parseResourceUri("coder://workspaces/a/b/executions/e/output?cursor=9"), "cursor"),
    9,
  );
  assert.equal(Reflect.get(parseResourceUri("coder://workspaces/a/b/builds/1/log?after=3"), "after"), 3);
});

const pathOf = (rest: string) => Reflect.get(parseResourceUri(`coder://workspaces/a/b/files${rest}`), "path");

test("an absolute path may be written with its slash, and the home directory by a tilde or nothing", () => {
  assert.equal(pathOf("//etc"), "/etc");
  assert.equal(pathOf("/etc"), "/etc");
  assert.equal(pathOf(""), "~/");
  assert.equal(pathOf("/~"), "~/");
  assert.equal(pathOf("/~/src/"), "~/src/");
});

for (const uri of [
  "",
  "coder://",
  "coder://users/ann",
  "https://workspaces/ann/dev",
  "coder://workspaces/ann",
  "coder://workspaces//dev",
  "coder://workspaces/ann/dev/",
  "coder://workspaces/ann/dev/secrets",
  "coder://workspaces/ann%2Fbob/dev",
  "coder://workspaces/ann/%zz",
  "coder://workspaces/ann/de%00v",
  "coder://workspaces/ann/dev#part",
  "coder://workspaces/ann/dev?offset=1",
  "coder://workspaces/ann/dev/builds/0/log",
  "coder://workspaces/ann/dev/builds/1.5/log",
  "coder://workspaces/ann/dev/builds/1/log/more",
  "coder://workspaces/ann/dev/builds/1/log?after=-1",
  "coder://workspaces/ann/dev/files/x?offset=1&offset=2",
  "coder://workspaces/ann/dev/files/x?limit=1",
  "coder://workspaces/ann/dev/executions/a%2Fb/output",
  "coder://templates/docker/README.md",
  " coder://templates/docker",
])
  test(`"${uri}" is no resource`, () => {
    assert.throws(
      () => parseResourceUri(uri),
      (error) => error instanceof AppError && error.code === "invalid",
    );
  });
