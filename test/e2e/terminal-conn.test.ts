import { after } from "node:test";
import { executionContract } from "../contract/execution-contract.ts";
import { fileContract } from "../contract/file-contract.ts";
import { openTerminalPlace } from "../support/terminal-place.ts";

/** What every WorkspaceConn does, over a terminal: both contracts with the same expectations. */
const place = await openTerminalPlace();
after(async () => await place[Symbol.asyncDispose]());
const { conn } = place;

executionContract({ name: "a terminal", lacks: ["pty"], open: async () => conn });
fileContract("a terminal", async () => ({
  conn,
  lacks: ["watch"],
  [Symbol.asyncDispose]: async () => undefined,
}));
