import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { exitMarker } from "./exit-marker.ts";

const WORD = "0123456789abcdef";
const SAID = `\u001B]${WORD};42\u0007`;

test("the code is found and taken out, wherever the chunks are cut", () => {
  const bytes = Buffer.from(`a\u001B[1mb\u00FC${SAID}`);
  const shown = "a\u001B[1mb\u00FC";
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const marker = exitMarker(WORD);
    const out = [marker.strip(bytes.subarray(0, cut)), marker.strip(bytes.subarray(cut))];
    assert.equal(Buffer.concat(out).toString(), shown, `cut at ${cut}`);
    assert.equal(marker.found(), 42);
  }
});

test("other escape sequences and any bytes pass at once", () => {
  const marker = exitMarker(WORD);
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  assert.deepEqual(marker.strip(bytes), bytes);
  assert.equal(marker.strip(Buffer.from("\u001B]0;title\u0007")).toString(), "\u001B]0;title\u0007");
  assert.equal(marker.found(), undefined);
});

test("a shell says the code of a command with any words", () => {
  for (const [command, output, code] of [
    ["echo \"it's\" '$HOME'; exit 7", "it's $HOME\n", 7],
    ["kill -9 $$", "", 137],
    ["true # a comment", "", 0],
  ] as const) {
    const marker = exitMarker();
    const out = execFileSync("sh", ["-c", marker.around(command)], {
      env: { SHELL: "/bin/sh" },
      stdio: "pipe",
    });
    assert.equal(marker.strip(out).toString(), output);
    assert.equal(marker.found(), code);
  }
});
