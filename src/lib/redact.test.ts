import assert from "node:assert/strict";
import { test } from "node:test";
import { redact, redactText } from "./redact.ts";

test("secrets are taken out by their form", () => {
  for (const [text, secret] of [
    ["curl -H 'Authorization: Bearer abcdef0123456789' x", "abcdef0123456789"],
    ["token AbCdEfGhIj-0123456789ABCDEFGHIJKL end", "0123456789ABCDEFGHIJKL"],
    ["export GITHUB_TOKEN=ghp_0123456789abcdefABCDEF", "ghp_0123456789abcdefABCDEF"],
    ["psql postgres://ann:hunter22@db/x", "hunter22"],
    ["mysql --password hunter22 -u x", "hunter22"],
    ['{"password": "hunter22"}', "hunter22"],
    ["AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "MIIEow"],
    ["jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "c2lnbmF0dXJl"],
  ] as const)
    assert.ok(!redactText(text).includes(secret), text);
});

test("secrets are taken out by their value, and fields by their name", () => {
  const value = {
    command: "echo s3cr3t-value",
    env: { API_KEY: "x", PATH: "/bin" },
    stdin: "pw",
    list: ["s3cr3t-value"],
  };
  assert.deepEqual(redact(value, { known: ["s3cr3t-value"] }), {
    command: "echo [redacted]",
    env: { API_KEY: "[redacted]", PATH: "/bin" },
    stdin: "[redacted]",
    list: ["[redacted]"],
  });
});

test("what is no secret stays, and what is long is cut", () => {
  for (const text of ["git log --oneline | head", "5f0e6a1c-1111-4222-8333-944445555666", "npm run build"])
    assert.equal(redactText(text), text);
  assert.equal(redactText("a".repeat(5000), { maxText: 3 }), "aaa … (5000 characters)");
});
