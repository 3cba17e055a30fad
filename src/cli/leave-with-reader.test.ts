import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { it } from "node:test";
import { CODER } from "../../test/support/server-process.ts";

it("ends the program quietly when who reads its output has left", async () => {
  const child = spawn(process.execPath, [CODER, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.equal(said, "");
  assert.equal(code, 141);
});
