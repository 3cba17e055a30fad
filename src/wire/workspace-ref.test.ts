import assert from "node:assert/strict";
import { test } from "node:test";
import { isUuid, parseWorkspaceRef } from "./workspace-ref.ts";

const ID = "7f3a1c52-9f7e-4b68-8a52-0e3f4a2f1f00";
const named = (owner: string, name: string, agent?: string) => ({ kind: "name", owner, name, agent });

test("every form that Coder takes names the same workspace", () => {
  for (const [text, expected] of [
    ["dev", named("me", "dev")],
    [" dev ", named("me", "dev")],
    ["dev.main", named("me", "dev", "main")],
    ["ann/dev", named("ann", "dev")],
    ["ann/dev.main", named("ann", "dev", "main")],
    ["ann--dev.main", named("ann", "dev", "main")],
    ["main.dev.ann", named("ann", "dev", "main")],
    [ID.toUpperCase(), { kind: "id", id: ID, agent: undefined }],
    [`${ID}.main`, { kind: "id", id: ID, agent: "main" }],
  ] as const)
    assert.deepEqual(parseWorkspaceRef(text), expected, text);
});

test("anything else is refused with the accepted forms", () => {
  for (const text of ["", "a/b/c", "/dev", "dev."])
    assert.throws(() => parseWorkspaceRef(text), /must be name, owner\/name/, text);
});

test("only a bare UUID is one", () => {
  assert(isUuid(ID));
  assert(!isUuid(`${ID}.main`) && !isUuid("dev"));
});
