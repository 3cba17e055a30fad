import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError } from "../wire/errors.ts";
import { executeCommand } from "./execute-command.ts";
import { parseArguments } from "./parse-arguments.ts";

const refusal = (args: unknown): AppError => {
  try {
    parseArguments(executeCommand.input, args);
  } catch (error) {
    assert(error instanceof AppError);
    assert.equal(error.code, "invalid");
    return error;
  }
  return assert.fail("accepted");
};

test("absent arguments count as none, so what is required is named", () => {
  for (const args of [undefined, null, {}])
    assert.deepEqual(refusal(args).validations, [
      { field: "workspace", detail: "is required, a string" },
      { field: "command", detail: "is required, a string" },
    ]);
});

test("an unknown argument is named with the accepted ones and the nearest", () => {
  const { message } = refusal({ workspace: "w", command: "c", workdri: "/" });
  assert.match(
    message,
    /workdri: is not an argument; accepted are workspace, command, workdir,.*mean "workdir"/,
  );
});

test("a wrong type says what is accepted and what was given", () => {
  const { message } = refusal({ workspace: 7, command: "c", wait_seconds: "30", env: { A: 1 }, stdin: null });
  assert.match(message, /workspace: must be a string, not the number 7/);
  assert.match(message, /wait_seconds: must be a number, not the string "30"/);
  assert.match(message, /env\.A: must be a string, not the number 1/);
  assert.match(message, /stdin: must be a string, not null/);
});

test("bounds are told", () => {
  assert.match(
    refusal({ workspace: "w", command: "", wait_seconds: 51 }).message,
    /wait_seconds: must be at most 50/,
  );
  assert.match(
    refusal({ workspace: "w", command: "", wait_seconds: 1.5 }).message,
    /wait_seconds: must be an int/,
  );
});

test("arguments that are no object are refused", () => {
  assert.match(refusal([1]).message, /arguments: must be an object, not an array/);
});
