import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { ACTIONS, RESOURCE_TYPES } from "./rbac-catalog.ts";
import { SCOPES, canonicalScope, scopesAllow, scopesCover } from "./scopes.ts";

it("knows the legacy names, and no other words", () => {
  assert.equal(canonicalScope("all"), "coder:all");
  assert.equal(canonicalScope("workspace:ssh"), "workspace:ssh");
  for (const word of ["workspace:fly", "constructor", "", "coder:everything"]) {
    assert.equal(canonicalScope(word), undefined, word);
  }
});

it("covers a scope only when it allows all that the scope allows", () => {
  const some = fc.subarray([...SCOPES], { maxLength: 5 });
  const property = fc.property(some, fc.constantFrom(...SCOPES), (scopes, scope) => {
    const grows = RESOURCE_TYPES.some((type) =>
      ACTIONS.some((action) => scopesAllow([scope], type, action) && !scopesAllow(scopes, type, action)),
    );
    return !(scopesCover(scopes, scope) && grows);
  });
  fc.assert(property);
  assert.ok(scopesCover(["workspace:*", "template:read"], "workspace:ssh"));
  assert.ok(!scopesCover(["workspace:*", "template:read"], "coder:all"));
});
