import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commandLine } from "./command-line.ts";

describe("commandLine", () => {
  it("is the stdio server when a program calls and names no command", () => {
    assert.deepEqual(commandLine([], true), ["exp", "mcp", "server"]);
    assert.deepEqual(commandLine(["--toolsets", "minimal"], true), [
      "exp",
      "mcp",
      "server",
      "--toolsets",
      "minimal",
    ]);
  });

  it("is what was typed for people, for every command, and for --help and --version", () => {
    assert.deepEqual(commandLine([], false), []);
    assert.deepEqual(commandLine(["--toolsets", "minimal"], false), ["--toolsets", "minimal"]);
    for (const argv of [["server"], ["exp", "mcp", "server"], ["--help"], ["-h"], ["--version"], ["-V"]]) {
      assert.deepEqual(commandLine(argv, true), argv);
    }
  });
});
