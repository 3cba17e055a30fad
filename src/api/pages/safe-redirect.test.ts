import assert from "node:assert/strict";
import { it } from "node:test";
import * as fc from "fast-check";
import { safeRedirect } from "./safe-redirect.ts";

const HERE = "https://coder.example:8443";
const hostOf = (location: string): string => new URL(location, `${HERE}/login`).origin;

it("follows paths of the deployment", () => {
  for (const path of ["/", "/x", "/oauth2/consent/a-b_c", "/x?a=b&c=%20d", "/a%2Fb"])
    assert.equal(safeRedirect(path), path);
  assert.equal(safeRedirect("/a/../b"), "/b");
  assert.equal(safeRedirect("/x#part"), "/x");
});

it("leads to the start page for every address that is elsewhere, however it is written", () => {
  const elsewhere = [
    undefined,
    "",
    "x",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "/%2e//evil.example",
    "/a/%2e%2e//evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "/\u0000/evil.example",
    "/ä",
    "@evil.example",
  ];
  for (const text of elsewhere) assert.equal(safeRedirect(text), "/", JSON.stringify(text));
});

it("never leaves the deployment", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "//",
      "%2f",
      "%5c",
      "%2e",
      "@",
      ":",
      "?",
      "#",
      "\t",
      "\r\n",
      "evil.example",
    ),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, slash) => {
      const location = safeRedirect(`${slash ? "/" : ""}${pieces.join("")}`);
      assert.match(location, /^\/(?![/\\])[\x21-\x7e]*$/);
      assert.equal(hostOf(location), HERE);
      assert.equal(safeRedirect(location), location);
    }),
    { numRuns: 2000 },
  );
});
