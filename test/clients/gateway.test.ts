import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { closeInReverse, startTestDeployment } from "../support/deployment.ts";
import { startFrontProxy } from "../support/front-proxy.ts";
import { startTestGateway } from "../support/gateway.ts";
import { MCP_PATH } from "../support/mcp-post.ts";
import { callbackServer } from "./callback-server.ts";
import { memoryProvider } from "./memory-provider.ts";
import { fetchPerson } from "./person.ts";
import { SDKS } from "./sdks.ts";

/** A gateway at the deployment's own origin, as a proxy puts it there: its path goes to the gateway, all else does not. */
const closing = closeInReverse({ after });
const proxy = await startFrontProxy({ after: closing });
const deployment = await startTestDeployment(
  { after: closing },
  { accessUrl: proxy.url, experiments: ["oauth2"] },
);
const flags = { url: proxy.url, "access-url": proxy.url };
const gateway = await startTestGateway({ after: closing }, flags);
proxy.routes.push({ begins: "/", port: Number(new URL(deployment.ownUrl).port) });
proxy.routes.push({ begins: MCP_PATH, port: gateway.port });
const mcpUrl = new URL(`${proxy.url}${MCP_PATH}`);

/** It names no resource. Coder then binds the token to none, and this deployment to its own endpoint. */
const UNBOUND = "sdk 1.12.3";

describe("a gateway at the deployment's origin lets users log in there", () => {
  for (const { name, http } of SDKS.filter((sdk) => sdk.name !== UNBOUND))
    test(`with ${name}`, async (t) => {
      const { redirectUrl, answer } = await callbackServer(t);
      const provider = memoryProvider(redirectUrl, name);
      const connection = http(mcpUrl, provider);
      await assert.rejects(connection.connect());
      const address = provider.opened.at(-1);
      assert.equal(address?.origin, proxy.url);
      assert.equal(address.searchParams.get("resource")?.replace(/\/$/, ""), proxy.url);
      const visit = fetchPerson(proxy.url, deployment.owner);
      await Promise.all([visit(address), answer().then(connection.finish)]);
      const client = await connection.connect();
      closeInReverse(t)(() => client.close());
      const result = await client.callTool({ name: "list_templates", arguments: {} });
      assert.match(JSON.stringify(result), /local/);
    });
});
