import assert from "node:assert/strict";
import { after } from "node:test";
import { agentApiConn } from "../../src/client/agent-api-conn.ts";
import { createClient } from "../../src/client/client.ts";
import { terminalConn } from "../../src/client/terminal/terminal-conn.ts";
import { executionContract } from "../contract/execution-contract.ts";
import { fileContract } from "../contract/file-contract.ts";
import { startTestDeployment } from "../support/deployment.ts";
import { connectMcp } from "../support/mcp-client.ts";

/** What every WorkspaceConn does, over the agent API and over a terminal: both contracts in one workspace. */
const deployment = await startTestDeployment({ after });
const { ok } = await connectMcp({ after }, deployment);
await ok("create_workspace", { name: "conn", template: "local" });
const { data } = await ok("get_workspace_status", { workspace: "conn" });
const client = createClient({ baseUrl: deployment.url, token: deployment.token });
const conn = agentApiConn(client, data.agents[0].id);

executionContract({ name: "the agent API", lacks: [], open: async () => conn });
fileContract("the agent API", async () => ({ conn, [Symbol.asyncDispose]: async () => undefined }));

assert(client.http.socket !== undefined);
const terminal = terminalConn({ socket: client.http.socket, agentId: data.agents[0].id });
after(() => terminal.close());

executionContract({ name: "a terminal", lacks: ["pty"], open: async () => terminal });
fileContract("a terminal", async () => ({
  conn: terminal,
  lacks: ["watch"],
  [Symbol.asyncDispose]: async () => undefined,
}));
