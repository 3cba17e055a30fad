import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { REQUIREMENTS } from "./requirements.ts";

const cited = globSync("*.test.ts", { cwd: import.meta.dirname }).flatMap((file) => {
  const text = readFileSync(join(import.meta.dirname, file), "utf8");
  return [...text.matchAll(/\brequirement\(\s*"([^"]+)"/g)].map(([, id = ""]) => id);
});

test("every requirement has a test", () => {
  assert.deepEqual(
    Object.keys(REQUIREMENTS).filter((id) => !cited.includes(id)),
    [],
  );
});

test("every test is of a requirement that the manifest has", () => {
  assert.deepEqual(
    cited.filter((id) => !(id in REQUIREMENTS)),
    [],
  );
});
