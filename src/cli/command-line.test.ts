import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commandLine, FIRST_WORDS } from "./command-line.ts";
import { COMMANDS } from "./commands.ts";

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
    for (const argv of [
      ["server"],
      ["exp", "mcp", "server"],
      ["--help"],
      ["-h"],
      ["--version"],
      ["-V"],
      ["--url", "x", "whoami"],
      ["-v", "login"],
    ]) {
      assert.deepEqual(commandLine(argv, true), argv);
    }
  });

  it("knows the first word of every command", () => {
    const words = new Set([...COMMANDS.map(({ words: [first] }) => first), "help"]);
    assert.deepEqual(words, new Set(FIRST_WORDS));
  });
});
