import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { z } from "zod";
import { thirdPartyNotices } from "../scripts/third-party-notices.ts";
import { temporaryDirectory } from "./support/deployment.ts";

const notices = readFileSync("dist/bundle/THIRD-PARTY-NOTICES.txt", "utf8");
const Package = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()).default({}) });
const packageOf = (dir: string): z.infer<typeof Package> =>
  Package.parse(JSON.parse(readFileSync(join(dir, "package.json"), "utf8")));

describe("the notices beside the bundles", () => {
  it("have every dependency, and the licence text of each", () => {
    for (const name of [...Object.keys(packageOf(".").dependencies), "react", "react-dom", "koa", "jose"]) {
      const dir = join("node_modules", name);
      assert.ok(notices.includes(`\n${name} ${packageOf(dir).version} (`), name);
    }
    const license = readFileSync("node_modules/hono/LICENSE", "utf8").trim();
    assert.ok(notices.includes(license));
  });

  it("have nothing that is used in development only", () => {
    for (const name of ["rolldown", "typescript", "playwright-core", "ajv"]) {
      assert.ok(!notices.includes(`\n${name} `), name);
    }
  });
});

describe("third-party notices", () => {
  it("are of the package that a file is of, with a NOTICE and without the project's own files", async (t) => {
    const root = await temporaryDirectory({ after: (fn) => t.after(fn) });
    const dir = join(root, "node_modules", "outer", "node_modules", "@scope", "inner");
    await mkdir(join(dir, "lib"), { recursive: true });
    await writeFile(
      join(dir, "package.json"),
      JSON.stringify({ name: "@scope/inner", version: "1.2.3", license: "Apache-2.0" }),
    );
    await writeFile(join(dir, "LICENSE.md"), "the licence\r\n");
    await writeFile(join(dir, "NOTICE"), "the notice\n");
    const ids = [join(dir, "lib", "a.js"), `${join(dir, "b.js")}?query`, join(root, "own.js"), "\0virtual"];
    const text = await thirdPartyNotices(ids);
    assert.match(text, /\n@scope\/inner 1\.2\.3 \(Apache-2\.0\)\n\nthe licence\n\nthe notice\n$/);
    assert.equal(text.split("@scope/inner").length, 2);
  });

  it("fail for a package that names no licence", async (t) => {
    const root = await temporaryDirectory({ after: (fn) => t.after(fn) });
    const dir = join(root, "node_modules", "bare");
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, "package.json"), JSON.stringify({ name: "bare", version: "1.0.0" }));
    await assert.rejects(thirdPartyNotices([join(dir, "index.js")]), /bare 1\.0\.0 names no licence/);
  });
});
