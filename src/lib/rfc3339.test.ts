import assert from "node:assert/strict";
import { it } from "node:test";
import { parseRfc3339, rfc3339 } from "./rfc3339.ts";

it("reads the times of RFC 3339, and nothing else that Date takes", () => {
  const noon = "2026-01-31T12:00:00Z";
  for (const text of [noon, noon.toLowerCase(), "2026-01-31T13:30:00.000000+01:30"]) {
    assert.equal(rfc3339(parseRfc3339(text) ?? new Date(0)), noon, text);
  }
  for (const text of [
    "",
    "1",
    "2026",
    "2026-01-31",
    "2026-13-31T12:00:00Z",
    "+275760-09-13T00:00:00.000Z",
    "Jan 1 2026",
  ]) {
    assert.equal(parseRfc3339(text), undefined, text);
  }
});
