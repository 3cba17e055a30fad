import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, type TestContext } from "node:test";
import type { AddressInfo } from "node:net";
import { redirectOf } from "../support/browser.ts";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { authorizeUrl, newProof, register, REDIRECT_URI } from "../support/oauth-flow.ts";
import { authPlace } from "./auth-place.ts";
import { requirement } from "./requirement.ts";

const place = await authPlace({ after });
const { browser } = place;

async function isTurnedDown(metadata: object): Promise<void> {
  const { status, body } = await register(place, metadata);
  const told = JSON.stringify(metadata).slice(0, 200);
  assert.ok(status === 400 || status === 413, `${told}: ${status}`);
  if (status === 400) {
    assert.ok(
      ["invalid_redirect_uri", "invalid_client_metadata"].includes(body.error),
      `${told}: ${body.error}`,
    );
  }
}

requirement("register-uris", async () => {
  for (const uri of [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.com/",
    "blob:https://example.com/x",
    "about:blank",
    "http://example.com/callback",
    "http://192.168.0.1/callback",
    "http://localhost.evil.example/callback",
    "https://example.com/#fragment",
    "https://user:password@example.com/callback",
    "/relative",
    "",
    "not a uri",
    "https://",
  ]) {
    await isTurnedDown({ redirect_uris: [uri] });
    await isTurnedDown({ redirect_uris: [REDIRECT_URI, uri] });
  }
  await isTurnedDown({ redirect_uris: [] });
  await isTurnedDown({ redirect_uris: "https://example.com/" });
  await isTurnedDown({ client_uri: "javascript:alert(1)" });
  await isTurnedDown({ logo_uri: "javascript:alert(1)" });
});

requirement("register-size", async () => {
  await isTurnedDown({ client_name: "x".repeat(100_000) });
  await isTurnedDown({ redirect_uris: [`https://example.com/${"x".repeat(100_000)}`] });
  await isTurnedDown({
    redirect_uris: Array.from({ length: 5000 }, (_, i) => `https://example.com/${i}`),
  });
  await isTurnedDown({ junk: "x".repeat(2_000_000) });
});

requirement("register-flood", async (t) => {
  const closing = closeInReverse(t);
  const limited = await startTestDeployment(
    { after: closing },
    { experiments: ["oauth2", "mcp-server-http"], apiRateLimit: 512 },
  );
  const statuses: number[] = [];
  for (let i = 0; i < 100 && !statuses.includes(429); i++) statuses.push((await register(limited)).status);
  assert.equal(statuses.at(-1), 429, `${statuses.length} registrations went through`);
  assert.equal(statuses[0], 201);
});

/** A server on this machine that must never be asked. */
async function trap(t: TestContext): Promise<{ readonly port: number; readonly hits: () => number }> {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits++;
    response.end("{}");
  });
  server.on("connection", () => hits++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => void server.close());
  return { port: (server.address() as AddressInfo).port, hits: () => hits };
}

requirement("cimd-ssrf", async (t) => {
  const { port, hits } = await trap(t);
  for (const id of [
    `https://127.0.0.1:${port}/client.json`,
    `https://localhost:${port}/client.json`,
    `https://[::1]:${port}/client.json`,
    `https://[::ffff:127.0.0.1]:${port}/client.json`,
    `https://2130706433:${port}/client.json`,
    `https://0x7f000001:${port}/client.json`,
    `https://127.1:${port}/client.json`,
    `https://0.0.0.0:${port}/client.json`,
    `https://localhost.:${port}/client.json`,
    `http://127.0.0.1:${port}/client.json`,
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/client.json",
    "https://192.168.1.1/client.json",
    "https://100.64.0.1/client.json",
    "https://[fd00::1]/client.json",
    "https://[fe80::1]/client.json",
    "file:///etc/passwd",
    `https://user@127.0.0.1:${port}/client.json`,
  ]) {
    const client = { id, secret: "", redirectUri: REDIRECT_URI };
    const page = await browser.open(authorizeUrl(place, client, newProof()));
    assert.equal(redirectOf(page), undefined, id);
    assert.ok(page.status === 400 || page.status === 401, `${id}: ${page.status}`);
  }
  assert.equal(hits(), 0);
});
