/** The little Node project that the demo writes, breaks and mends. */
export const PACKAGE = {
  path: "package.json",
  content: `${JSON.stringify({ name: "adder", type: "module", private: true }, undefined, 2)}\n`,
};

export const BROKEN_SUM = { path: "sum.js", content: "export const sum = (a, b) => a - b;\n" };

export const TEST = {
  path: "sum.test.js",
  content: `import assert from "node:assert/strict";
import { test } from "node:test";
import { sum } from "./sum.js";

test("adds", () => assert.equal(sum(2, 3), 5));
`,
};

export const SERVER = {
  path: "server.js",
  content: `import { createServer } from "node:http";
import { sum } from "./sum.js";

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url, "http://localhost");
  response.end(String(sum(Number(searchParams.get("a")), Number(searchParams.get("b")))));
});
server.listen(0, "127.0.0.1", () => console.log("listening on", server.address().port));
`,
};
