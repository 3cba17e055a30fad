import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteAllWorkspaces } from "../support/delete-all-workspaces.ts";
import { closeInReverse, temporaryDirectory } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";
import { startServer } from "../support/server-process.ts";

test("a server that is told to end with agents connected has nothing to complain about", async (t) => {
  const closing = closeInReverse(t);
  const configDir = await temporaryDirectory({ after: closing });
  const server = await startServer({ configDir });
  const mcp = await connectMcp({ after: closing }, server);
  for (const name of ["one", "two"]) await mcp.ok("create_workspace", { name, template: "local" });
  assert.deepEqual(await server.end("SIGTERM"), [0, null]);
  assert.equal(server.log(), "");
  const again = await startServer({ configDir, port: server.port });
  await deleteAllWorkspaces(again);
  await again.end("SIGTERM");
});
