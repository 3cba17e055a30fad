import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { localServer, remoteUrl, type LocalWish } from "./servers.ts";
import { cursor } from "./targets/cursor.ts";
import { gemini } from "./targets/gemini.ts";

const WISH: LocalWish = {
  toolsets: [],
  readOnly: false,
  workspaceFilter: "",
  scope: "user",
  env: {},
  program: { absolute: ["/usr/bin/node", "/opt/coder/main.js"], isOnPath: true },
};

const commandOf = (...args: Parameters<typeof localServer>): readonly string[] => {
  const { command, args: words } = localServer(...args);
  return [command, ...words.slice(0, -3)];
};

describe("the command in a client's file", () => {
  it("is the word for a client of the terminal, where PATH has this program", () => {
    assert.deepEqual(commandOf(gemini, WISH), ["coder"]);
    const elsewhere = { ...WISH.program, isOnPath: false };
    assert.deepEqual(commandOf(gemini, { ...WISH, program: elsewhere }), WISH.program.absolute);
  });

  it("is absolute for a program of the desktop", () => {
    assert.deepEqual(commandOf(cursor, WISH), WISH.program.absolute);
  });

  it("is the word in a file that a project shares", () => {
    const program = { ...WISH.program, isOnPath: false };
    assert.deepEqual(commandOf(cursor, { ...WISH, program, scope: "project" }), ["coder"]);
  });
});

describe("remoteUrl", () => {
  it("narrows by the query that the endpoint knows", () => {
    const base = "https://c.example/api/experimental/mcp/http";
    assert.equal(remoteUrl("https://c.example", WISH), base);
    const narrow = { ...WISH, toolsets: ["minimal", "chatgpt"], readOnly: true };
    assert.equal(remoteUrl("https://c.example", narrow), `${base}?toolset=minimal,chatgpt&readonly=1`);
  });
});
