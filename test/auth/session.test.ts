import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after } from "node:test";
import { expectApi } from "../support/api-calls.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { legacy, openSession } from "../support/mcp-request.ts";
import { MCP_PATH } from "../support/oauth-flow.ts";
import { newMember } from "../support/people.ts";
import { requirement } from "./requirement.ts";

const closing = closeInReverse({ after });
const deployment = await startTestDeployment({ after: closing });
const { url, token } = deployment;

const end = (session: string, authorization: string) =>
  fetch(`${url}${MCP_PATH}`, {
    method: "DELETE",
    headers: { "mcp-session-id": session, ...(authorization !== "" && { authorization }) },
  });

requirement("session-stolen", async () => {
  const session = await openSession(url, token);
  const thief = await newMember(deployment);
  assert.equal((await legacy(url, { token: thief.token }, session)).status, 404);
  assert.equal((await end(session, `Bearer ${thief.token}`)).status, 404);
  assert.equal((await legacy(url, { token }, session)).status, 200);
});

requirement("session-alone", async () => {
  const session = await openSession(url, token);
  assert.equal((await legacy(url, {}, session)).status, 401);
  assert.equal((await end(session, "")).status, 401);
  assert.equal((await legacy(url, { token }, session)).status, 200);
});

requirement("session-forged", async () => {
  const session = await openSession(url, token);
  const last = session.endsWith("A") ? "B" : "A";
  for (const forged of [
    randomUUID(),
    "1",
    `${session}x`,
    session.slice(0, -1),
    `${session.slice(0, -1)}${last}`,
    session.split(".")[0] ?? "x",
    "../../etc/passwd",
    "' or 1=1 --",
  ]) {
    if (forged !== session) assert.equal((await legacy(url, { token }, forged)).status, 404, forged);
  }
});

requirement("session-ended", async () => {
  const session = await openSession(url, token);
  const ended = await end(session, `Bearer ${token}`);
  assert.ok(ended.status === 200 || ended.status === 204, String(ended.status));
  assert.equal((await legacy(url, { token }, session)).status, 404);
});

requirement("session-deleted-user", async () => {
  const member = await newMember(deployment);
  const session = await openSession(url, member.token);
  assert.equal((await legacy(url, { token: member.token }, session)).status, 200);
  await expectApi(deployment, `DELETE /users/${member.id}`);
  assert.equal((await legacy(url, { token: member.token }, session)).status, 401);
  assert.equal((await legacy(url, { token }, session)).status, 404);
});
