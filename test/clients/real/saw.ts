import assert from "node:assert/strict";

/** The line that proves the connection, without what differs from run to run; fails with all that was said. */
export function saw(output: string, proof: RegExp): string {
  const found = proof.exec(output);
  assert.ok(found, `nothing matches ${String(proof)} in:\n${output}`);
  return found[0].replaceAll(/\s+/g, " ").trim();
}
