import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commandLine } from "./command-line.ts";

describe("commandLine", () => {
  it("is the stdio server when a program calls and asks for nothing", () => {
    assert.deepEqual(commandLine([], true), ["exp", "mcp", "server"]);
  });

  it("is what was typed for people, and for programs that ask for something", () => {
    assert.deepEqual(commandLine([], false), []);
    for (const argv of [["server"], ["--url", "https://a", "whoami"], ["--help"], ["--version"]]) {
      assert.deepEqual(commandLine(argv, true), argv);
    }
  });
});
