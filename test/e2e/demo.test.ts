import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import { temporaryDirectory } from "../support/deployment.ts";

test("the demo calls every tool of the default list, in both eras, and everything goes as it should", async (t) => {
  const home = await temporaryDirectory(t);
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    CODER_CONFIG_DIR: join(home, "coder"),
    CODER_HTTP_ADDRESS: "127.0.0.1:0",
  };
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, "scripts/demo.ts")], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = once(child, "exit");
  const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.deepEqual(await exit, [0, null], `${said.slice(-2000)}${errors}`);
  assert.doesNotMatch(said, /never calls/);
});
