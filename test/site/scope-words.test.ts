import assert from "node:assert/strict";
import { it } from "node:test";
import { scopeWords, toolsetWords } from "../../site/parts/scope-words.ts";
import { SCOPES } from "../../src/oauth/scopes.ts";
import { TOOLSETS } from "../../src/tools/toolsets.ts";

it("has plain words for every scope and toolset, and none for what it does not know", () => {
  for (const scope of SCOPES) assert.match(scopeWords(scope) ?? "", /^[A-Z][a-z]/, scope);
  for (const toolset of TOOLSETS) assert.notEqual(toolsetWords(toolset), toolset);
  for (const scope of [
    "x:read",
    "workspace:x",
    "constructor",
    "constructor:read",
    "workspace:constructor",
    "",
  ])
    assert.equal(scopeWords(scope), undefined, scope);
  assert.equal(toolsetWords("constructor"), "constructor");
});
